package io.github.camelflux.journal.jdbc;

import io.github.camelflux.journal.JournalException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Refuses what would make a journal in H2 forget, or fail to close. */
final class H2Requirements {
    /** The file systems of H2 that are none. */
    private static final Pattern MEMORY = Pattern.compile("(?i)(^|:)(nio)?mem(FS|LZF):");

    private static final Pattern ELSEWHERE = Pattern.compile("jdbc:h2:(tcp|ssl):.*");

    private H2Requirements() {}

    /**
     * Makes sure of both.
     *
     * @param allowInMemory for whom it is meant to forget
     * @throws JournalException that says what to do
     */
    static void check(Database database, boolean allowInMemory) {
        // Empty where there is no path, which is how H2 says that there is no file.
        List<String> paths = database.query(
                "select coalesce(database_path(), '')", row -> Objects.requireNonNullElse(row.getString(1), ""));
        String path = paths.get(0);
        boolean isInMemory = path.isEmpty() || MEMORY.matcher(path).find();
        if (!isInMemory) {
            checkThatItCloses(database);
        } else if (!allowInMemory) {
            throw new JournalException(
                    "The journal's database is an H2 database in memory, which forgets what was paid for when the process ends,"
                            + " so that it would be paid for again: give the data source a database in a file"
                            + " (jdbc:h2:file:...) or PostgreSQL, or, where that is meant, as in a test, set"
                            + " allowInMemoryDatabase to true",
                    null);
        }
    }

    /**
     * With assertions on, as tests are run, H2 2.3 fails in most attempts to compact its file while it closes it, and whoever
     * opens it meanwhile is told that it is closed. It can be told only by its address not to compact.
     */
    private static void checkThatItCloses(Database database) {
        if (!database.with(H2Requirements::checksItself)) {
            return;
        }
        List<String> times = database.query(
                "select setting_value from information_schema.settings where setting_name = 'MAX_COMPACT_TIME'",
                row -> Objects.requireNonNullElse(row.getString(1), ""));
        if (!times.isEmpty() && !times.get(0).equals("0")) {
            throw new JournalException(
                    "H2 runs with assertions on (-ea, as tests are run), with which it fails while it compacts its file to"
                            + " close it: write ;MAX_COMPACT_TIME=0 at the end of the database's URL",
                    null);
        }
    }

    private static boolean checksItself(Connection connection) throws SQLException {
        Class<?> type = connection.unwrap(Connection.class).getClass();
        boolean isHere = !ELSEWHERE.matcher(connection.getMetaData().getURL()).matches();
        return isHere && type.getName().startsWith("org.h2.") && type.desiredAssertionStatus();
    }
}
