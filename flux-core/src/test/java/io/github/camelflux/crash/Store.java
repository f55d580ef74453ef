package io.github.camelflux.crash;

import io.github.camelflux.journal.DirectoryJournal;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.jdbc.JdbcJournal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where nodes have their journal.
 *
 * @param place a directory, or a database's address
 * @param tables what the names of a database's tables begin with
 */
record Store(String place, String tables) {
    /** Short, so that others soon acquire its tasks. */
    static final Duration LEASE = Duration.ofSeconds(1);

    private static final String H2 = "jdbc:h2:";
    private static final String STAYS_OPEN = ";DB_CLOSE_DELAY=5";
    private static final String CLOSES_AT_ONCE = ";DB_CLOSE_DELAY=0";

    static Store directory(Path directory) {
        return new Store(directory.toString(), "");
    }

    /** Tables of its own, in a database that others may use. */
    static Store database(DataSource database) {
        try (Connection connection = database.getConnection()) {
            String address = connection.getMetaData().getURL();
            String user = connection.getMetaData().getUserName();
            String place = address + (address.contains("?") ? "&" : "?") + "user=" + user;
            return new Store(place, "t" + UUID.randomUUID().toString().substring(0, 8) + "_");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file that is the process's own, which stays open between two statements as with an application's pool of connections. */
    static Store embedded(Path file) {
        return new Store(H2 + "file:" + file.toAbsolutePath() + STAYS_OPEN, "t_");
    }

    /** The same for somebody who only looks, and leaves it to the next process at once. */
    Store toLookAt() {
        return new Store(place.replace(STAYS_OPEN, CLOSES_AT_ONCE), tables);
    }

    /** In a word. */
    String kind() {
        if (tables.isEmpty()) {
            return "directory";
        }
        return place.startsWith(H2) ? "h2" : "postgresql";
    }

    TaskJournal open() {
        if (tables.isEmpty()) {
            return new DirectoryJournal(Path.of(place));
        }
        JdbcJournal journal = new JdbcJournal(dataSource());
        journal.setTablePrefix(tables);
        journal.setCreateTables(true);
        journal.setAllowInMemoryDatabase(true);
        journal.setLease(LEASE);
        return journal;
    }

    private DataSource dataSource() {
        if (place.startsWith(H2)) {
            JdbcDataSource database = new JdbcDataSource();
            database.setURL(place);
            return database;
        }
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(place);
        return database;
    }
}
