package io.github.camelflux.journal.jdbc;

import io.github.camelflux.Printable;
import io.github.camelflux.journal.JournalException;
import io.github.camelflux.journal.JournalFigures;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps tasks in a PostgreSQL or H2 database, which several processes can share.
 *
 * <p>Each change is one short statement that is committed by itself, so the data source must not be one that takes part
 * in the caller's transaction: what was paid for would be forgotten with a rollback. It is as durable as a commit is in
 * the database; in PostgreSQL {@code synchronous_commit} must not be off, and H2's {@code WRITE_DELAY}
 * is set to 0 for the whole database. Time is the database's alone.
 *
 * <p>It is opened by the first call of a method of {@link TaskJournal}; before that its settings can be changed. Those
 * methods throw a {@link JournalException} when the database fails, and an {@link IllegalStateException} after the end.
 */
public final class JdbcJournal implements TaskJournal {
    /** For how long a process counts as alive after it has said so. */
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(JdbcJournal.class);

    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,29}");
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LEASE = Duration.ofDays(1);

    /** Two renewals may fail before the lease ends. */
    private static final int RENEWALS = 3;

    private final DataSource dataSource;
    private final String self = UUID.randomUUID().toString();
    private volatile Duration lease = DEFAULT_LEASE;
    private String tablePrefix = Database.USUAL_PREFIX;
    private boolean createTables;
    private boolean allowInMemoryDatabase;
    private volatile @Nullable Opened opened;
    private volatile boolean closed;

    /** Keeps tasks in the database that these connections lead to. */
    public JdbcJournal(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private record Opened(TaskTable tasks, NodeTable nodes, HintTable hints) {}

    /** For how long this process is alive after {@link #keepAlive()}: a second to a day, 30 seconds by default. */
    public synchronized void setLease(Duration lease) {
        if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException("A journal's lease is a second to a day, and not " + lease);
        }
        requireUnopened();
        this.lease = lease;
    }

    /** What the names of the tables begin with, {@code flux_} by default. */
    public synchronized void setTablePrefix(String tablePrefix) {
        if (!PREFIX.matcher(tablePrefix).matches()) {
            throw new IllegalArgumentException("A journal's table prefix is a lower case letter and up to 29 lower case"
                    + " letters, digits and underscores, and not '" + Printable.of(tablePrefix) + "'");
        }
        requireUnopened();
        this.tablePrefix = tablePrefix;
    }

    /** Whether tables that are missing are created when the journal is opened; they are not by default. */
    public synchronized void setCreateTables(boolean createTables) {
        requireUnopened();
        this.createTables = createTables;
    }

    /**
     * Whether the database may be one in memory, H2's, which forgets what was paid for when the process ends; it may not by
     * default.
     */
    public synchronized void setAllowInMemoryDatabase(boolean allowInMemoryDatabase) {
        if (this.allowInMemoryDatabase != allowInMemoryDatabase) {
            requireUnopened();
            this.allowInMemoryDatabase = allowInMemoryDatabase;
        }
    }

    private void requireUnopened() {
        if (closed || opened != null) {
            throw new IllegalStateException("A journal's settings cannot be changed after it was opened");
        }
    }

    private Opened opened() {
        Opened now = opened;
        if (closed) {
            throw new IllegalStateException("The journal is closed");
        }
        return now == null ? open() : now;
    }

    private synchronized Opened open() {
        if (closed || opened != null) {
            return opened();
        }
        Database database = Durability.of(new Database(dataSource, tablePrefix), allowInMemoryDatabase);
        if (createTables) {
            Tables.create(database);
        }
        Tables.check(database, tablePrefix);
        Opened now =
                new Opened(new TaskTable(database, self), new NodeTable(database, self), new HintTable(database, self));
        now.nodes.renew(lease);
        opened = now;
        return now;
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    @Override
    public TaskEntry claim(TaskClaim claim) {
        return opened().tasks.claim(claim);
    }

    @Override
    public Optional<TaskEntry> find(String taskKey) {
        return opened().tasks.find(taskKey);
    }

    @Override
    public Optional<TaskEntry> advance(TaskEntry seen, TaskState next) {
        return opened().tasks.advance(seen, next);
    }

    @Override
    public Optional<TaskEntry> acquire(TaskEntry seen) {
        return opened().tasks.acquire(seen);
    }

    @Override
    public boolean relinquish(TaskEntry seen) {
        return opened().tasks.relinquish(seen);
    }

    /** The time until it may be forgotten begins anew: a message can be delivered again after its outcome was had. */
    @Override
    public void delivered(String taskKey) {
        opened().tasks.delivered(taskKey);
    }

    @Override
    public List<TaskEntry> orphans(int most) {
        return opened().tasks.orphans(most);
    }

    @Override
    public List<TaskEntry> at(TaskState.Stage stage, int most) {
        return opened().tasks.at(stage, most);
    }

    @Override
    public void hint(String taskKey) {
        opened().hints.add(taskKey);
    }

    @Override
    public List<String> hints() {
        return opened().hints.take();
    }

    @Override
    public JournalFigures figures() {
        return opened().tasks.figures();
    }

    @Override
    public List<TaskEntry> forget(Duration unchangedFor) {
        return opened().tasks.forget(unchangedFor);
    }

    @Override
    public synchronized Duration keepAlive() {
        NodeTable nodes = opened().nodes;
        nodes.renew(lease);
        nodes.forgetThoseLongOver();
        opened().hints.forgetThoseLongOver();
        return lease.dividedBy(RENEWALS);
    }

    @Override
    public Optional<Duration> lease() {
        return Optional.of(lease);
    }

    /** A failure is only logged, since the lease ends by itself. */
    @Override
    public synchronized void close() {
        Opened last = opened;
        closed = true;
        opened = null;
        try {
            if (last != null) {
                last.nodes.end();
            }
        } catch (JournalException e) {
            LOG.warn("{}: the journal's lease could not be ended; it ends by itself within {}", e.getMessage(), lease);
        }
    }
}
