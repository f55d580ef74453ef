package io.github.camelflux.journal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2DurabilityTest {
    @TempDir
    Path directory;

    private JdbcDataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:file:" + directory.resolve("journal") + ";MAX_COMPACT_TIME=1");
        return database;
    }

    /** Of the store itself: the view of settings tells two values. */
    private static int writeDelay(Connection connection) throws SQLException {
        SessionLocal session =
                (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        return session.getDatabase().getStore().getMvStore().getAutoCommitDelay();
    }

    @Test
    void writesAtOnceAlsoAfterTheLastConnectionWasClosed() throws SQLException {
        try (JdbcJournal journal = new JdbcJournal(database())) {
            journal.setCreateTables(true);
            journal.keepAlive();
            try (Connection connection = database().getConnection()) {
                assertThat(writeDelay(connection))
                        .as("H2's own default, as it is opened anew")
                        .isPositive();

                journal.keepAlive();

                assertThat(writeDelay(connection)).isZero();
            }
        }
    }
}
