package io.github.camelflux.journal.jdbc;

import io.github.camelflux.journal.JournalException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a commit mean that it survives the process.
 *
 * <p>H2 writes up to half a second after a commit by default, and where it is embedded that is lost with the process: a
 * task that was accepted would be submitted again. PostgreSQL has written by then, unless it was told not to.
 */
final class Durability {
    private static final Logger LOG = LoggerFactory.getLogger(Durability.class);

    private static final String WRITE_AT_ONCE = "set write_delay 0";

    private Durability() {}

    /**
     * The database as changes are to be made in it; one that is not H2 is left as it is.
     *
     * @throws JournalException if it is in memory, unless that is allowed, or would not close
     */
    static Database of(Database database, boolean allowInMemory) {
        if (!database.product().equals("H2")) {
            return database;
        }
        H2Requirements.check(database, allowInMemory);
        try {
            database.change(WRITE_AT_ONCE);
            // H2 forgets it when the last connection is closed, so each change says it again.
            return database.withBeforeChanges(WRITE_AT_ONCE);
        } catch (JournalException e) {
            if (!Database.isForbidden(e)) {
                throw e;
            }
            LOG.warn(
                    "H2 may write what is committed half a second later, so that a task could be paid for twice after a"
                            + " crash, and this user may not change that: let an administrator open the database with"
                            + " ;WRITE_DELAY=0 at the end of its URL");
            return database;
        }
    }
}
