package io.github.camelflux.journal.jdbc;

import static io.github.camelflux.journal.JournalSamples.ACCEPTED;
import static io.github.camelflux.journal.JournalSamples.ENDED;
import static io.github.camelflux.journal.JournalSamples.INTENT;
import static io.github.camelflux.journal.JournalSamples.IN_DOUBT;
import static io.github.camelflux.journal.JournalSamples.SUBMITTING;
import static io.github.camelflux.journal.JournalSamples.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.journal.JournalException;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskEntry.Holder;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.journal.TaskState.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal in a database does besides what every journal does. */
@Timeout(120)
abstract class JdbcJournalTest {
    private static final int KEYS = 500;

    private final List<TaskJournal> journals = new ArrayList<>();
    private TestTables tables;

    @BeforeEach
    void begin(DataSource dataSource) {
        tables = new TestTables(dataSource);
    }

    @AfterEach
    void closeJournals() {
        journals.forEach(TaskJournal::close);
    }

    private JdbcJournal open() {
        return kept(tables.open());
    }

    private JdbcJournal kept(JdbcJournal journal) {
        journals.add(journal);
        return journal;
    }

    private static TaskEntry at(TaskJournal journal, String key, TaskState... states) {
        TaskEntry entry = journal.claim(claim(key));
        for (TaskState state : states) {
            entry = journal.advance(entry, state).orElseThrow();
        }
        return entry;
    }

    private static Map<String, Consumer<TaskJournal>> methods(TaskEntry seen) {
        return Map.of(
                "claim", journal -> journal.claim(claim("another")),
                "find", journal -> journal.find("k"),
                "advance", journal -> journal.advance(seen, ENDED),
                "acquire", journal -> journal.acquire(seen),
                "delivered", journal -> journal.delivered("k"),
                "left", journal -> journal.orphans(10),
                "at", journal -> journal.at(Stage.ACCEPTED, 10),
                "figures", TaskJournal::figures,
                "forget", journal -> journal.forget(Duration.ZERO),
                "keepAlive", TaskJournal::keepAlive);
    }

    @Test
    void takesOverFromWhoeverLetItsLeaseEnd() throws Exception {
        JdbcJournal stopped = open();
        JdbcJournal other = open();
        TaskEntry stale = at(stopped, "k", SUBMITTING);
        assertThat(other.find("k").orElseThrow().holder()).isEqualTo(Holder.OTHER);
        assertThat(other.orphans(10)).isEmpty();

        tables.endLeases();
        TaskEntry found = other.find("k").orElseThrow();
        assertThat(found.holder()).isEqualTo(Holder.NOBODY);
        assertThat(other.orphans(10)).containsExactly(found);
        TaskEntry taken = other.acquire(found).orElseThrow();

        assertThat(stopped.advance(stale, ACCEPTED)).isEmpty();
        stopped.keepAlive();
        assertThat(stopped.advance(stale, ACCEPTED)).isEmpty();
        other.keepAlive();
        assertThat(stopped.find("k").orElseThrow().holder()).isEqualTo(Holder.OTHER);
        assertThat(stopped.acquire(taken)).isEmpty();
        assertThat(other.advance(taken, ACCEPTED)).isPresent();
    }

    @Test
    void livesAgainWhenItSaysSo() throws Exception {
        JdbcJournal stopped = open();
        JdbcJournal other = open();
        TaskEntry accepted = at(stopped, "k", SUBMITTING, ACCEPTED);
        tables.endLeases();
        TaskEntry found = other.find("k").orElseThrow();

        assertThat(stopped.keepAlive()).isEqualTo(JdbcJournal.DEFAULT_LEASE.dividedBy(3));

        assertThat(other.find("k").orElseThrow().holder()).isEqualTo(Holder.OTHER);
        assertThat(other.acquire(found)).isEmpty();
        assertThat(other.orphans(10)).isEmpty();
        assertThat(stopped.advance(accepted, ENDED)).isPresent();
    }

    @Test
    void doesNotFindItsOwnTasksLeftBehind() throws Exception {
        JdbcJournal stopped = open();
        TaskEntry entry = at(stopped, "k", SUBMITTING);
        tables.endLeases();

        assertThat(stopped.find("k").orElseThrow().holder()).isEqualTo(Holder.SELF);
        assertThat(stopped.orphans(10)).isEmpty();
        assertThat(stopped.acquire(entry)).isEmpty();
    }

    @Test
    void takesOverWhatHasNoOwner() throws Exception {
        JdbcJournal journal = open();
        at(journal, "k", SUBMITTING);
        tables.update("update flux_task set owner = null");

        TaskEntry found = journal.orphans(10).get(0);
        assertThat(found.holder()).isEqualTo(Holder.NOBODY);
        assertThat(journal.acquire(found)).isPresent();
    }

    @Test
    void removesOnlyLeasesThatAreLongOver() throws Exception {
        JdbcJournal dead = open();
        JdbcJournal alive = open();
        tables.endLeases();
        alive.keepAlive();
        assertThat(tables.count("select count(*) from flux_node")).isEqualTo(2);

        tables.update("update flux_node set lease_until = current_timestamp - interval '2' day");
        alive.keepAlive();
        assertThat(tables.count("select count(*) from flux_node where lease_until > current_timestamp"))
                .isEqualTo(1);
        assertThat(tables.count("select count(*) from flux_node")).isEqualTo(1);

        dead.keepAlive();
        alive.close();
        alive.close();
        assertThat(tables.count("select count(*) from flux_node")).isEqualTo(1);
    }

    @Test
    void lateDeliveryIsNotForgottenAtOnce() throws Exception {
        JdbcJournal journal = open();
        at(journal, "k", SUBMITTING, ACCEPTED, ENDED);
        tables.age(Duration.ofDays(9));
        journal.delivered("k");

        assertThat(journal.forget(Duration.ofDays(7))).isEmpty();
        tables.age(Duration.ofDays(6));
        journal.delivered("k");
        tables.age(Duration.ofDays(2));
        assertThat(journal.forget(Duration.ofDays(7))).hasSize(1);
    }

    @Test
    void letsOneOfTwoProcessesPassEachLatch() throws Exception {
        JdbcJournal one = open();
        JdbcJournal other = open();

        assertThat(race(one, one, other, other)).isEqualTo(KEYS);
        assertThat(one.figures().tasks()).isEqualTo(Map.of(Stage.SUBMITTING, (long) KEYS));
    }

    @Test
    void letsOneOfTwoProcessesPassEachLatchWhereTransactionsAreSerializable() throws Exception {
        Connections serializable = () -> {
            Connection connection = tables.dataSource.getConnection();
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            return Connections.replacing(Connection.class, connection, (method, call) -> {
                if (method.equals("close")) {
                    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                }
                return call.proceed();
            });
        };
        JdbcJournal one = kept(tables.unopened(serializable.dataSource()));
        JdbcJournal other = kept(tables.unopened(serializable.dataSource()));

        assertThat(race(one, other)).isEqualTo(KEYS);
    }

    /** How often one of these passed the latch of one of the keys; each goes through all of them. */
    private static int race(TaskJournal... racers) throws Exception {
        List<Callable<Integer>> runs = new ArrayList<>();
        for (TaskJournal journal : racers) {
            runs.add(() -> {
                int passed = 0;
                for (int i = 0; i < KEYS; i++) {
                    TaskEntry entry = journal.claim(claim("k" + i));
                    boolean free = entry.state().equals(INTENT);
                    passed += free && journal.advance(entry, SUBMITTING).isPresent() ? 1 : 0;
                }
                return passed;
            });
        }
        return sum(runs);
    }

    private static int sum(List<Callable<Integer>> runs) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(runs.size());
        try {
            int sum = 0;
            for (Future<Integer> run : pool.invokeAll(runs)) {
                sum += run.get();
            }
            return sum;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void tellsItsSpeed() throws Exception {
        JdbcJournal journal = open();
        int each = 500;
        List<Callable<Integer>> runs = Stream.of("a", "b", "c", "d")
                .<Callable<Integer>>map(prefix -> () -> {
                    for (int i = 0; i < each; i++) {
                        at(journal, prefix + i, SUBMITTING, ACCEPTED);
                    }
                    return each;
                })
                .toList();
        long began = System.nanoTime();
        int tasks = sum(runs);
        double seconds = (System.nanoTime() - began) / 1e9;

        System.out.printf(
                "[figure] %s: %d tasks claimed and advanced twice by 4 threads, without a disk: %.0f tasks/s,"
                        + " %.0f changes/s%n",
                getClass().getSimpleName(), tasks, tasks / seconds, 3 * tasks / seconds);
        assertThat(journal.figures().count(Stage.ACCEPTED)).isEqualTo(tasks);
    }

    @ParameterizedTest
    @EnumSource(
            value = Connections.Failing.Failure.class,
            names = {"CONNECT", "EXECUTE", "AFTERWARDS"})
    void saysThatTheDatabaseFailedWithoutSayingWhereItIs(Connections.Failing.Failure failure) {
        Connections.Failing connections = new Connections.Failing(tables.dataSource);
        JdbcJournal journal = kept(tables.unopened(connections.dataSource()));
        TaskEntry seen = at(journal, "k", SUBMITTING, ACCEPTED);

        connections.failure = failure;
        methods(seen)
                .forEach((name, method) -> assertThatThrownBy(() -> method.accept(journal))
                        .as(name)
                        .isInstanceOf(JournalException.class)
                        .hasMessageContaining("08006")
                        .hasMessageNotContaining("hunter2")
                        .hasMessageNotContaining("db.internal")
                        .hasCauseInstanceOf(SQLException.class));

        connections.failure = Connections.Failing.Failure.NONE;
        methods(seen)
                .forEach((name, method) ->
                        assertThatCode(() -> method.accept(journal)).as(name).doesNotThrowAnyException());
    }

    @Test
    void opensWhenTheDatabaseIsBack() {
        Connections.Failing connections = new Connections.Failing(tables.dataSource);
        JdbcJournal journal = kept(tables.unopened(connections.dataSource()));
        connections.failure = Connections.Failing.Failure.CONNECT;
        assertThatThrownBy(journal::keepAlive).isInstanceOf(JournalException.class);

        connections.failure = Connections.Failing.Failure.NONE;
        assertThat(journal.claim(claim("k")).holder()).isEqualTo(Holder.SELF);
    }

    /** As an H2 does that runs with assertions, now and then, when its last connection goes. */
    @Test
    void knowsWhatItHasReadThoughTheConnectionDoesNotClose() {
        Connections.Failing connections = new Connections.Failing(tables.dataSource);
        JdbcJournal journal = kept(tables.unopened(connections.dataSource()));
        TaskEntry seen = at(journal, "k", SUBMITTING);

        connections.failure = Connections.Failing.Failure.CLOSE;
        assertThat(journal.find("k")).contains(seen);
        assertThat(journal.figures().count(Stage.SUBMITTING)).isEqualTo(1);
        assertThatThrownBy(() -> journal.advance(seen, ACCEPTED)).isInstanceOf(JournalException.class);
    }

    @Test
    void passesNoLatchTwiceWhenAnAnswerIsLost() {
        Connections.Failing connections = new Connections.Failing(tables.dataSource);
        JdbcJournal journal = kept(tables.unopened(connections.dataSource()));
        journal.keepAlive();

        connections.failure = Connections.Failing.Failure.AFTERWARDS;
        assertThatThrownBy(() -> journal.claim(claim("k"))).isInstanceOf(JournalException.class);
        connections.failure = Connections.Failing.Failure.NONE;
        TaskEntry begun = journal.claim(claim("k"));
        assertThat(begun.state()).isEqualTo(INTENT);

        connections.failure = Connections.Failing.Failure.AFTERWARDS;
        assertThatThrownBy(() -> journal.advance(begun, SUBMITTING)).isInstanceOf(JournalException.class);
        connections.failure = Connections.Failing.Failure.NONE;
        assertThat(journal.advance(begun, SUBMITTING)).isEmpty();
        assertThat(journal.find("k").orElseThrow().state()).isEqualTo(SUBMITTING);
    }

    @Test
    void closesAlsoWhenTheDatabaseIsAway() {
        Connections.Failing connections = new Connections.Failing(tables.dataSource);
        JdbcJournal journal = tables.unopened(connections.dataSource());
        journal.keepAlive();
        connections.failure = Connections.Failing.Failure.CONNECT;

        assertThatCode(journal::close).doesNotThrowAnyException();
        assertThatThrownBy(() -> journal.find("k")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void doesNothingAfterItsEnd() {
        JdbcJournal journal = tables.open();
        TaskEntry seen = at(journal, "k", SUBMITTING, ACCEPTED);
        journal.close();

        methods(seen)
                .forEach((name, method) -> assertThatThrownBy(() -> method.accept(journal))
                        .as(name)
                        .isInstanceOf(IllegalStateException.class));
        JdbcJournal neverOpened = tables.unopened(tables.dataSource);
        neverOpened.close();
        assertThatThrownBy(neverOpened::keepAlive).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void commitsOnConnectionsThatDoNotAndGivesThemBackAsTheyWere() throws Exception {
        try (Connection only = tables.dataSource.getConnection()) {
            only.setAutoCommit(false);
            Connections connections = () -> Connections.replacing(
                    Connection.class, only, (method, call) -> method.equals("close") ? null : call.proceed());
            JdbcJournal journal = kept(tables.unopened(connections.dataSource()));
            TaskEntry accepted = at(journal, "k", SUBMITTING, ACCEPTED);
            assertThatThrownBy(() -> journal.claim(claim("too long".repeat(100))))
                    .isInstanceOf(JournalException.class);

            assertThat(only.getAutoCommit()).isFalse();
            assertThat(only.getNetworkTimeout()).isZero();
            try (var statement = only.prepareStatement("select 1")) {
                assertThat(statement.getQueryTimeout()).isZero();
            }
            only.rollback();
            assertThat(open().find("k").orElseThrow().version()).isEqualTo(accepted.version());
            journal.close();
            only.setAutoCommit(true);
        }
    }

    @Test
    void createsTablesForSeveralAtOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            TestTables fresh = new TestTables(tables.dataSource);
            Callable<Integer> opening = () -> {
                try (JdbcJournal journal = fresh.open()) {
                    return at(journal, Thread.currentThread().getName(), SUBMITTING)
                                    .state()
                                    .equals(SUBMITTING)
                            ? 1
                            : 0;
                }
            };
            assertThat(sum(List.of(opening, opening, opening, opening))).isEqualTo(4);
        }
    }

    @Test
    void saysWhatToDoWhenThereAreNoTables() {
        JdbcJournal journal = new JdbcJournal(tables.dataSource);
        journal.setAllowInMemoryDatabase(true);
        journal.setTablePrefix(tables.prefix);

        assertThatThrownBy(journal::keepAlive)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(tables.prefix + "task")
                .hasMessageContaining("createTables")
                .hasMessageContaining("io/github/camelflux/journal/jdbc/tables.sql");

        open();
        assertThat(journal.keepAlive()).isPositive();
        journal.close();
    }

    @Test
    void saysWhatToDoWhenTheTablesAreOthers() throws Exception {
        open().close();
        tables.update("alter table flux_task drop column price");
        JdbcJournal journal = new JdbcJournal(tables.dataSource);
        journal.setAllowInMemoryDatabase(true);
        journal.setTablePrefix(tables.prefix);

        assertThatThrownBy(journal::keepAlive)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("tables.sql");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "Flux_", "flux-", "x; drop table y; --", "_", "a.b", "ü"})
    void takesNoPrefixThatIsNoName(String prefix) {
        JdbcJournal journal = new JdbcJournal(tables.dataSource);
        journal.setAllowInMemoryDatabase(true);

        assertThatThrownBy(() -> journal.setTablePrefix(prefix)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesSettingsOnlyBeforeItIsOpened() {
        JdbcJournal journal = tables.unopened(tables.dataSource);
        assertThatThrownBy(() -> journal.setLease(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> journal.setLease(Duration.ofDays(2))).isInstanceOf(IllegalArgumentException.class);
        journal.setLease(Duration.ofMinutes(1));

        assertThat(kept(journal).keepAlive()).isEqualTo(Duration.ofSeconds(20));
        assertThatThrownBy(() -> journal.setLease(Duration.ofSeconds(3))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> journal.setTablePrefix("x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> journal.setCreateTables(false)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claim = '{'",
                "claim = ''",
                "state = '[]'",
                "state = '{\"stage\":\"NONE\"}'",
                "claim = replace(claim, 'bfl', 'another')",
                "claim = replace(claim, '\"bad', '\"good')",
                "state = replace(state, 'IN_DOUBT', 'INTENT')"
            })
    void leavesARowThatCannotBeReadToItself(String damage) throws Exception {
        JdbcJournal dead = open();
        for (int i = 0; i < 7; i++) {
            at(dead, "bad" + i, SUBMITTING, IN_DOUBT);
        }
        at(dead, "good", SUBMITTING, IN_DOUBT);
        tables.update("update flux_task set " + damage + " where task_key like 'bad%'");
        tables.update("update flux_task set stage = 'none such' where task_key = 'bad6'");
        at(dead, "settled");
        tables.age(Duration.ofDays(2));
        dead.close();

        JdbcJournal journal = open();
        assertThatThrownBy(() -> journal.find("bad0"))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("bad0");
        assertThatThrownBy(() -> journal.claim(claim("bad0"))).isInstanceOf(JournalException.class);
        assertThat(journal.orphans(1)).extracting(TaskEntry::taskKey).containsExactly("good");
        assertThat(journal.at(Stage.IN_DOUBT, 2)).extracting(TaskEntry::taskKey).containsExactly("good");
        assertThat(journal.figures().count(Stage.IN_DOUBT)).isEqualTo(7);
        assertThat(journal.forget(Duration.ofDays(1)))
                .extracting(TaskEntry::taskKey)
                .containsExactly("settled");
        journal.delivered("bad0");
    }

    @Test
    void forgetsMoreThanItFindsAtOnce() throws Exception {
        JdbcJournal journal = open();
        for (int i = 0; i < 510; i++) {
            journal.claim(claim("k" + i));
        }
        tables.age(Duration.ofDays(2));

        int forgotten = journal.forget(Duration.ofDays(1)).size();
        assertThat(forgotten).isPositive();
        assertThat(forgotten + journal.forget(Duration.ofDays(1)).size()).isEqualTo(510);
    }

    @Test
    @Tag("full")
    @Timeout(60)
    void waitsNotForEverForWhoeverLocksARow() throws Exception {
        JdbcJournal journal = open();
        TaskEntry begun = journal.claim(claim("k"));
        try (Connection locking = tables.dataSource.getConnection()) {
            locking.setAutoCommit(false);
            try (var statement = locking.prepareStatement(
                    "update flux_task set delivered = false".replace("flux_", tables.prefix))) {
                statement.executeUpdate();
                assertThatThrownBy(() -> journal.advance(begun, SUBMITTING)).isInstanceOf(JournalException.class);
            }
            locking.rollback();
            locking.setAutoCommit(true);
        }
        assertThat(journal.advance(begun, SUBMITTING)).isPresent();
    }
}
