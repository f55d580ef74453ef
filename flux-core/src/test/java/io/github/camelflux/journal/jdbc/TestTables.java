package io.github.camelflux.journal.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Tables of a test's own. */
final class TestTables {
    private static final AtomicInteger COUNT = new AtomicInteger();

    final DataSource dataSource;
    final String prefix = "t" + COUNT.incrementAndGet() + "_";

    TestTables(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    JdbcJournal open() {
        JdbcJournal journal = unopened(dataSource);
        journal.keepAlive();
        return journal;
    }

    JdbcJournal unopened(DataSource connections) {
        JdbcJournal journal = new JdbcJournal(connections);
        journal.setAllowInMemoryDatabase(true);
        journal.setTablePrefix(prefix);
        journal.setCreateTables(true);
        return journal;
    }

    /** Changes the tables past the journal. */
    int update(String statement) throws SQLException {
        try (var connection = dataSource.getConnection();
                var prepared = connection.prepareStatement(statement.replace("flux_", prefix))) {
            return prepared.executeUpdate();
        }
    }

    long count(String query) throws SQLException {
        try (var connection = dataSource.getConnection();
                var prepared = connection.prepareStatement(query.replace("flux_", prefix));
                var rows = prepared.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    void age(Duration by) throws SQLException {
        String past = " - interval '1' second * " + by.toSeconds();
        update("update flux_task set created = created" + past + ", changed = changed" + past);
    }

    /** What time does to whoever does not say that it is alive. */
    void endLeases() throws SQLException {
        update("update flux_node set lease_until = current_timestamp - interval '0.001' second");
    }
}
