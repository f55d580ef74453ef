package io.github.camelflux.journal.jdbc;

import static io.github.camelflux.journal.JournalSamples.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.journal.JournalException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresServer.class)
class PostgresJournalTest extends JdbcJournalTest {
    @Test
    void isUsedByAUserWhoMayNotCreateTablesThatAreThere(DataSource dataSource) throws SQLException {
        TestTables tables = new TestTables(dataSource);
        tables.open().close();
        String clerk = tables.prefix + "clerk";
        tables.update("create role " + clerk);
        tables.update("grant select, insert, update, delete on flux_task, flux_node, flux_hint to " + clerk);

        try (JdbcJournal journal = tables.unopened(as(clerk, dataSource))) {
            journal.keepAlive();
            journal.claim(claim("k"));

            assertThat(journal.find("k")).isPresent();
        }
    }

    @Test
    void saysWhatIsMissingToAUserWhoMayNotCreateTables(DataSource dataSource) throws SQLException {
        TestTables tables = new TestTables(dataSource);
        String clerk = tables.prefix + "clerk";
        tables.update("create role " + clerk);

        try (JdbcJournal journal = tables.unopened(as(clerk, dataSource))) {
            assertThatThrownBy(journal::keepAlive)
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining(tables.prefix + "task")
                    .hasMessageContaining("tables.sql");
        }
    }

    private static DataSource as(String role, DataSource dataSource) {
        Connections connections = () -> {
            Connection connection = dataSource.getConnection();
            execute(connection, "set role " + role);
            return Connections.replacing(Connection.class, connection, (method, call) -> {
                if (method.equals("close")) {
                    execute(connection, "reset role");
                }
                return call.proceed();
            });
        };
        return connections.dataSource();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
