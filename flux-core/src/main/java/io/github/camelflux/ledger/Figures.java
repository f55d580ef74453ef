package io.github.camelflux.ledger;

import io.github.camelflux.Printable;
import io.github.camelflux.journal.JournalFigures;
import io.github.camelflux.journal.TaskJournal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people and monitors want to see of a journal that may hang, with one question for it at a time. */
final class Figures {
    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);

    private final TaskJournal journal;
    private final JournalCalls calls;
    private final AtomicReference<@Nullable CompletableFuture<JournalFigures>> asking = new AtomicReference<>();
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile JournalFigures latest = JournalFigures.NONE;

    /** Asks nothing yet. */
    Figures(TaskJournal journal, JournalCalls calls) {
        this.journal = journal;
        this.calls = calls;
    }

    /** Those of a short while ago; of a journal in memory, those of now. */
    JournalFigures latest() {
        if (!journal.isDurable()) {
            latest = journal.figures();
        }
        return latest;
    }

    /** Asks; that there is no answer is said once, until there is one. */
    void refresh() {
        if (isSilent()) {
            tellOnce("it does not answer");
            return;
        }
        ask().whenComplete((now, failure) -> {
            if (failure != null) {
                tellOnce(Printable.of(failure));
            } else if (away.getAndSet(false)) {
                LOG.info("The journal can be asked again");
            }
        });
    }

    private void tellOnce(String reason) {
        if (!away.getAndSet(true)) {
            LOG.warn("The journal cannot be asked, so nothing is submitted: {}", reason);
        }
    }

    /** Whether a question has no answer yet. */
    boolean isSilent() {
        CompletableFuture<JournalFigures> last = asking.get();
        return last != null && !last.isDone();
    }

    /** Whoever asks while a question has no answer yet gets the same one. */
    CompletableFuture<JournalFigures> ask() {
        CompletableFuture<JournalFigures> mine = new CompletableFuture<>();
        CompletableFuture<JournalFigures> asked =
                asking.updateAndGet(last -> last == null || last.isDone() ? mine : last);
        if (asked == mine) {
            calls.ask(() -> latest = journal.figures(), mine);
        }
        return asked.copy();
    }
}
