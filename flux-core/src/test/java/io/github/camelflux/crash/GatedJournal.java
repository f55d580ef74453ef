package io.github.camelflux.crash;

import io.github.camelflux.journal.JournalFigures;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A journal whose changes pass a gate before and after, and which tells those that are refused. */
record GatedJournal(TaskJournal journal, Gate gate, Consumer<String> tell) implements TaskJournal {
    @Override
    public boolean isDurable() {
        return journal.isDurable();
    }

    @Override
    public TaskEntry claim(TaskClaim claim) {
        gate.pass("before claim");
        TaskEntry entry = journal.claim(claim);
        gate.pass("after claim");
        return entry;
    }

    @Override
    public Optional<TaskEntry> find(String taskKey) {
        return journal.find(taskKey);
    }

    @Override
    public Optional<TaskEntry> advance(TaskEntry seen, TaskState next) {
        gate.pass("before " + next.stage());
        gate.require("room for " + next.stage());
        Optional<TaskEntry> stored = journal.advance(seen, next);
        if (stored.isEmpty()) {
            tell.accept("REFUSED " + seen.taskKey() + " " + next.stage() + " " + seen.version());
        }
        gate.pass("after " + next.stage());
        return stored;
    }

    @Override
    public Optional<TaskEntry> acquire(TaskEntry seen) {
        return journal.acquire(seen);
    }

    @Override
    public boolean relinquish(TaskEntry seen) {
        return journal.relinquish(seen);
    }

    @Override
    public void delivered(String taskKey) {
        journal.delivered(taskKey);
        gate.pass("after delivered");
    }

    @Override
    public List<TaskEntry> orphans(int most) {
        return journal.orphans(most);
    }

    @Override
    public List<TaskEntry> at(TaskState.Stage stage, int most) {
        return journal.at(stage, most);
    }

    @Override
    public JournalFigures figures() {
        return journal.figures();
    }

    @Override
    public List<TaskEntry> forget(Duration unchangedFor) {
        return journal.forget(unchangedFor);
    }

    @Override
    public Duration keepAlive() {
        return journal.keepAlive();
    }

    @Override
    public Optional<Duration> lease() {
        return journal.lease();
    }

    @Override
    public void close() {
        journal.close();
    }
}
