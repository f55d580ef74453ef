package io.github.camelflux.journal.jdbc;

import java.time.Duration;

/** Which processes are alive: those whose lease has not ended by the database's time. */
final class NodeTable {
    private static final String UNTIL = "current_timestamp + " + Database.MILLIS;

    private final Database database;
    private final String self;

    NodeTable(Database database, String self) {
        this.database = database;
        this.self = self;
    }

    /** Makes this process alive from now on, also when others have taken it for dead. */
    void renew(Duration lease) {
        long millis = lease.toMillis();
        if (database.change("update flux_node set lease_until = " + UNTIL + " where owner = ?", millis, self) == 0) {
            database.change("insert into flux_node (owner, lease_until) values (?, " + UNTIL + ")", self, millis);
        }
    }

    /** A row that is over says no more than none; for a day it tells people that there was somebody. */
    void forgetThoseLongOver() {
        database.change("delete from flux_node where lease_until < current_timestamp - interval '1' day");
    }

    void end() {
        database.change("delete from flux_node where owner = ?", self);
    }
}
