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
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where nodes have their journal.
 *
 * @param place a directory, or a database's address
 * @param tables what the names of a database's tables begin with
 */
record Store(String place, String tables) {
    /** Short, so that others soon take over. */
    static final Duration LEASE = Duration.ofSeconds(1);

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

    TaskJournal open() {
        if (tables.isEmpty()) {
            return new DirectoryJournal(Path.of(place));
        }
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(place);
        JdbcJournal journal = new JdbcJournal(database);
        journal.setTablePrefix(tables);
        journal.setCreateTables(true);
        journal.setLease(LEASE);
        return journal;
    }
}
