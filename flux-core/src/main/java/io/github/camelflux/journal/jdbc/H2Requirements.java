package io.github.camelflux.journal.jdbc;

import io.github.camelflux.journal.JournalException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Refuses what would make a journal in H2 forget, lose commits, or fail to close. */
final class H2Requirements {
    /** The file systems of H2 that are none. */
    private static final Pattern MEMORY = Pattern.compile("(?i)(^|:)(nio)?mem(FS|LZF):");

    private static final Pattern ELSEWHERE = Pattern.compile("jdbc:h2:(tcp|ssl):.*");

    private H2Requirements() {}

    /**
     * Makes sure of all.
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
            checkHowItCloses(database);
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
     * With assertions on, as tests are run, H2 before 2.5 fails in most attempts to compact its file while it closes it, and
     * whoever opens it meanwhile is told that it is closed. Since 2.5 it loses what was committed last before a kill where it
     * is told not to compact at all, once the file is 45 seconds old. Only its address can tell it.
     */
    private static void checkHowItCloses(Database database) {
        boolean isOld = database.with(H2Requirements::isBefore25);
        int longest = longestCompaction(database);
        if (isOld && longest > 1 && database.with(H2Requirements::checksItself)) {
            throw new JournalException(
                    "H2 runs with assertions on (-ea, as tests are run), with which it fails while it compacts its file to"
                            + " close it: write ;MAX_COMPACT_TIME=1 at the end of the database's URL",
                    null);
        }
        if (!isOld && longest == 0) {
            throw new JournalException(
                    "H2 does not compact its file, and loses what was committed last when its process is killed, so that it"
                            + " would be paid for again: take ;MAX_COMPACT_TIME=0 out of the database's URL",
                    null);
        }
    }

    /** In milliseconds. */
    private static int longestCompaction(Database database) {
        List<String> times = database.query(
                "select setting_value from information_schema.settings where setting_name = 'MAX_COMPACT_TIME'",
                row -> Objects.requireNonNullElse(row.getString(1), ""));
        return times.isEmpty() ? 1 : Integer.parseInt(times.get(0));
    }

    private static boolean isBefore25(Connection connection) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        return major < 2 || (major == 2 && connection.getMetaData().getDatabaseMinorVersion() < 5);
    }

    private static boolean checksItself(Connection connection) throws SQLException {
        Class<?> type = connection.unwrap(Connection.class).getClass();
        boolean isHere = !ELSEWHERE.matcher(connection.getMetaData().getURL()).matches();
        return isHere && type.getName().startsWith("org.h2.") && type.desiredAssertionStatus();
    }
}
