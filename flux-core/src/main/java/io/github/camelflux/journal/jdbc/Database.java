package io.github.camelflux.journal.jdbc;

import io.github.camelflux.journal.JournalException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs statements one by one, each committed when its method returns, on a connection that is given back at once.
 *
 * <p>Statements are written for the prefix {@value #USUAL_PREFIX}, so that they can be read and tried as they are.
 */
final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    static final String USUAL_PREFIX = "flux_";

    /** A duration that is given in milliseconds. */
    static final String MILLIS = "cast(? as bigint) * interval '0.001' second";

    /** Seconds; each statement touches few rows. */
    private static final int LONGEST_STATEMENT = 10;

    /** Milliseconds; longer than a statement, so that a server that answers can still cancel it. */
    private static final int LONGEST_SILENCE = 15_000;

    /** A serialization failure and a deadlock: what was rolled back for certain can be repeated. */
    private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01");

    private static final int MOST_TRIES = 5;
    private static final String[] NOTHING = {};

    private final DataSource dataSource;
    private final String prefix;
    private final @Nullable String beforeChanges;

    Database(DataSource dataSource, String prefix) {
        this(dataSource, prefix, null);
    }

    private Database(DataSource dataSource, String prefix, @Nullable String beforeChanges) {
        this.dataSource = dataSource;
        this.prefix = prefix;
        this.beforeChanges = beforeChanges;
    }

    /** The same, where this statement is run before each change, on its connection. */
    Database withBeforeChanges(String statement) {
        return new Database(dataSource, prefix, statement);
    }

    /** Reads something from a result's current row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private enum Kind {
        READ,
        CHANGE
    }

    private interface Outcome<T> {
        T of(PreparedStatement executed) throws SQLException;
    }

    private interface Settings extends AutoCloseable {
        @Override
        void close() throws SQLException;
    }

    /** Reads something from a connection. */
    interface Look<T> {
        T at(Connection connection) throws SQLException;
    }

    /** The maker's name for it. */
    String product() {
        return with(connection -> connection.getMetaData().getDatabaseProductName());
    }

    /** What a connection says of itself. */
    <T> T with(Look<T> look) {
        try {
            return on(look, true);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** @param isRead what was read is known whatever becomes of the connection then; of a change all has to go well */
    private <T> T on(Look<T> look, boolean isRead) throws SQLException {
        Connection connection = dataSource.getConnection();
        if (!isRead) {
            try (connection) {
                return look.at(connection);
            }
        }
        try {
            return look.at(connection);
        } finally {
            closeAfterReading(connection);
        }
    }

    /** An embedded H2 that runs with assertions can fail in it when it was the last connection. */
    private static void closeAfterReading(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A connection that was read from could not be closed", e);
        }
    }

    /** What a query finds. */
    <T> List<T> query(String sql, Row<T> row, @Nullable Object... values) {
        return run(Kind.READ, sql, NOTHING, executed -> all(executed.getResultSet(), row), values);
    }

    /** How many rows a statement has changed. */
    int change(String sql, @Nullable Object... values) {
        return run(Kind.CHANGE, sql, NOTHING, PreparedStatement::getUpdateCount, values);
    }

    /** The rows that a statement has changed, as they are now in these columns. */
    <T> List<T> change(String sql, List<String> columns, Row<T> row, @Nullable Object... values) {
        return run(
                Kind.CHANGE, sql, columns.toArray(NOTHING), executed -> all(executed.getGeneratedKeys(), row), values);
    }

    private <T> T run(Kind kind, String written, String[] columns, Outcome<T> outcome, @Nullable Object... values) {
        String sql = written.replace(USUAL_PREFIX, prefix);
        for (int tries = 1; ; tries++) {
            try {
                return runOnce(kind, sql, columns, outcome, values);
            } catch (SQLException e) {
                if (tries == MOST_TRIES || e.getSQLState() == null || !ROLLED_BACK.contains(e.getSQLState())) {
                    throw failed(e);
                }
            }
        }
    }

    private static JournalException failed(SQLException cause) {
        return new JournalException(
                "The journal's database did not do what it was asked (SQLState " + cause.getSQLState() + ")", cause);
    }

    private <T> T runOnce(Kind kind, String sql, String[] columns, Outcome<T> outcome, @Nullable Object... values)
            throws SQLException {
        String before = kind == Kind.CHANGE ? beforeChanges : null;
        return on(connection -> runOn(connection, before, sql, columns, outcome, values), kind == Kind.READ);
    }

    private static <T> T runOn(
            Connection connection,
            @Nullable String before,
            String sql,
            String[] columns,
            Outcome<T> outcome,
            @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = columns.length == 0
                        ? connection.prepareStatement(sql)
                        : connection.prepareStatement(sql, columns);
                Settings restored = committedSoon(connection, statement)) {
            if (before != null) {
                try (Statement setting = connection.createStatement()) {
                    setting.execute(before);
                }
            }
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
            return outcome.of(statement);
        }
    }

    /** The application's connections come as it configured them, and go back like that. */
    private static Settings committedSoon(Connection connection, PreparedStatement statement) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        int silence = connection.getNetworkTimeout();
        // H2 keeps it for the connection.
        int seconds = statement.getQueryTimeout();
        connection.setAutoCommit(true);
        connection.setNetworkTimeout(Runnable::run, LONGEST_SILENCE);
        statement.setQueryTimeout(LONGEST_STATEMENT);
        return () -> {
            statement.setQueryTimeout(seconds);
            connection.setNetworkTimeout(Runnable::run, silence);
            connection.setAutoCommit(autoCommit);
        };
    }

    private static <T> List<T> all(ResultSet rows, Row<T> row) throws SQLException {
        List<T> all = new ArrayList<>();
        while (rows.next()) {
            all.add(row.read(rows));
        }
        return all;
    }

    /** Whether there was a row by the same name already. */
    static boolean isDuplicate(JournalException failure) {
        return hasState(failure, "23");
    }

    /** Whether a statement names what the database does not have, or does not let this user see. */
    static boolean isUnknown(JournalException failure) {
        return hasState(failure, "42");
    }

    /** Whether the user has no right to do that: PostgreSQL's word for it, and H2's two. */
    static boolean isForbidden(JournalException failure) {
        return hasState(failure, "42501") || hasState(failure, "90040") || hasState(failure, "90096");
    }

    /** Whether the database was there and did not want the statement; the last is H2's word for a surprise. */
    static boolean isRefused(JournalException failure) {
        return isDuplicate(failure) || isUnknown(failure) || hasState(failure, "HY000");
    }

    private static boolean hasState(JournalException failure, String beginning) {
        return failure.getCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && cause.getSQLState().startsWith(beginning);
    }
}
