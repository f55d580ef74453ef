package io.github.camelflux.journal.jdbc;

import io.github.camelflux.journal.JournalException;
import io.github.camelflux.journal.JournalFigures;
import io.github.camelflux.journal.JournalJson;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks' table, as one process sees and changes it. */
final class TaskTable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskTable.class);

    /** Longer than there are tasks, and few enough years for a database to reckon with. */
    private static final Duration ALWAYS = Duration.ofDays(36_500);

    private static final int FORGOTTEN_AT_ONCE = 500;
    private static final int MOST_WARNINGS = 100;
    private static final int MOST_CLAIMS = 3;

    private static final List<String> STORED = List.of("delivered", "changed");

    /** That nobody has changed a task, and that a latch is the one that was seen: see {@link TaskEntry#isStill}. */
    private static final String AS_SEEN = "task_key = ? and version = ? and stage = ? and state like ?";

    /** See {@link TaskEntry#isSettled}, and for how long. */
    private static final String SETTLED = "(stage in " + stages(TaskState.Stage::isIdle) + " or delivered and stage in "
            + stages(TaskState.Stage::isAccepted) + ") and changed < current_timestamp - " + Database.MILLIS;

    /** See {@link TaskEntry#isDeliverable}. */
    private static final String DELIVERABLE = "not delivered and stage in " + stages(stage -> !stage.isIdle());

    /** See {@link TaskEntry#isUnfinished}. */
    private static final String UNFINISHED = "not t.delivered and t.stage in " + stages(stage -> !stage.isIdle());

    private final Database database;
    private final String self;
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    TaskTable(Database database, String self) {
        this.database = database;
        this.self = self;
    }

    private static String stages(Predicate<TaskState.Stage> wanted) {
        return Stream.of(TaskState.Stage.values())
                .filter(wanted)
                .map(stage -> "'" + stage + "'")
                .collect(Collectors.joining(", ", "(", ")"));
    }

    TaskEntry claim(TaskClaim claim) {
        TaskEntry begun = TaskEntry.begun(claim, Instant.EPOCH);
        for (int tries = 1; ; tries++) {
            try {
                return insert(begun);
            } catch (JournalException e) {
                if (tries == MOST_CLAIMS || !Database.isDuplicate(e)) {
                    throw e;
                }
            }
            // Who was first has the task, unless it was forgotten just now.
            Optional<TaskEntry> known = find(claim.taskKey());
            if (known.isPresent()) {
                return known.get();
            }
        }
    }

    private TaskEntry insert(TaskEntry begun) {
        TaskClaim claim = begun.claim();
        return database.change(
                        """
                        insert into flux_task (task_key, provider, account, price, claim, stage, state, version,
                            releases, owner, delivered, created, changed)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false, current_timestamp, current_timestamp)""",
                        STORED,
                        row -> asStored(begun, row),
                        claim.taskKey(),
                        claim.provider().id(),
                        claim.account(),
                        claim.price(),
                        JournalJson.write(claim),
                        begun.state().stage().name(),
                        JournalJson.write(begun.state()),
                        begun.version(),
                        begun.releases(),
                        self)
                .get(0);
    }

    private static TaskEntry asStored(TaskEntry entry, ResultSet row) throws SQLException {
        return new TaskEntry(
                entry.claim(),
                entry.state(),
                entry.version(),
                entry.releases(),
                TaskEntry.Holder.SELF,
                row.getBoolean("delivered"),
                TaskRow.changed(row));
    }

    Optional<TaskEntry> find(String taskKey) {
        return database.query(TaskRow.SELECT + "where t.task_key = ?", TaskRow::read, taskKey).stream()
                .map(row -> row.entry(self))
                .findFirst();
    }

    Optional<TaskEntry> advance(TaskEntry seen, TaskState next) {
        TaskEntry advanced = seen.next(next, seen.changedAt());
        TaskClaim claim = seen.claim();
        return database
                .change(
                        """
                        update flux_task set provider = ?, account = ?, price = ?, claim = ?, stage = ?, state = ?,
                            version = ?, releases = ?, owner = ?, changed = current_timestamp
                        where\s""" + AS_SEEN,
                        STORED,
                        row -> asStored(advanced, row),
                        claim.provider().id(),
                        claim.account(),
                        claim.price(),
                        JournalJson.write(claim),
                        next.stage().name(),
                        JournalJson.write(next),
                        advanced.version(),
                        advanced.releases(),
                        self,
                        seen.taskKey(),
                        seen.version(),
                        seen.state().stage().name(),
                        latch(seen))
                .stream()
                .findFirst();
    }

    /** The latch as the text of a state has it; whatever there is where none is set. */
    private static String latch(TaskEntry seen) {
        return seen.state().latchSet().map(latch -> "%\"" + latch + "\"%").orElse("%");
    }

    Optional<TaskEntry> acquire(TaskEntry seen) {
        TaskEntry acquired = seen.acquired(seen.changedAt());
        return database
                .change(
                        "update flux_task set version = ?, owner = ?, changed = current_timestamp where " + AS_SEEN
                                + " and owner is distinct from ? and not exists (select 1 from flux_node n"
                                + " where n.owner = flux_task.owner and n.lease_until > current_timestamp)",
                        STORED,
                        row -> asStored(acquired, row),
                        acquired.version(),
                        self,
                        seen.taskKey(),
                        seen.version(),
                        seen.state().stage().name(),
                        latch(seen),
                        self)
                .stream()
                .findFirst();
    }

    boolean relinquish(TaskEntry seen) {
        return database.change(
                        "update flux_task set owner = null where " + AS_SEEN + " and owner = ?",
                        seen.taskKey(),
                        seen.version(),
                        seen.state().stage().name(),
                        latch(seen),
                        self)
                > 0;
    }

    void delivered(String taskKey) {
        database.change(
                "update flux_task set delivered = true, changed = current_timestamp" + " where task_key = ? and "
                        + DELIVERABLE,
                taskKey);
    }

    List<TaskEntry> orphans(int most) {
        return find(
                "where " + UNFINISHED
                        + " and n.owner is null and t.owner is distinct from ? order by t.created, t.task_key",
                self,
                most);
    }

    List<TaskEntry> at(TaskState.Stage stage, int most) {
        return find("where t.stage = ? order by t.created, t.task_key", stage.name(), most);
    }

    /** Rows that cannot be read take no place of those that can. */
    private List<TaskEntry> find(String which, Object value, int most) {
        for (int limit = most; ; limit = (int) Math.min(2L * limit, Integer.MAX_VALUE)) {
            List<TaskRow> rows = database.query(TaskRow.SELECT + which + " limit ?", TaskRow::read, value, limit);
            List<TaskEntry> readable =
                    rows.stream().flatMap(this::readable).limit(most).toList();
            if (readable.size() == most || rows.size() < limit) {
                return readable;
            }
        }
    }

    private Stream<TaskEntry> readable(TaskRow row) {
        try {
            return Stream.of(row.entry(self));
        } catch (JournalException e) {
            if (unreadable.size() < MOST_WARNINGS && unreadable.add(row.key())) {
                LOG.warn("{}; it is left as it is", e.getMessage());
            }
            return Stream.empty();
        }
    }

    JournalFigures figures() {
        return StageRow.total(database.query(StageRow.SELECT, StageRow::read));
    }

    List<TaskEntry> forget(Duration unchangedFor) {
        long millis = unchangedFor.compareTo(ALWAYS) > 0 ? ALWAYS.toMillis() : unchangedFor.toMillis();
        return find("where " + SETTLED + " order by t.changed", millis, FORGOTTEN_AT_ONCE).stream()
                .filter(entry -> forget(entry, millis))
                .toList();
    }

    /** What has gone on since it was found settled stays. */
    private boolean forget(TaskEntry settled, long millis) {
        String statement = "delete from flux_task where task_key = ? and version = ? and " + SETTLED;
        return database.change(statement, settled.taskKey(), settled.version(), millis) > 0;
    }
}
