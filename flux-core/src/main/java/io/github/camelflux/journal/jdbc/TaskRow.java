package io.github.camelflux.journal.jdbc;

import io.github.camelflux.Printable;
import io.github.camelflux.journal.JournalException;
import io.github.camelflux.journal.JournalJson;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A task's row as it was found. Others may be able to write rows, so what is in it is data until it has been looked at.
 *
 * @param held whether its owner is alive
 */
record TaskRow(
        String key,
        String claim,
        String stage,
        String state,
        long version,
        int releases,
        @Nullable String owner,
        boolean held,
        boolean delivered,
        Instant changed) {

    /** Rows with what is known of their owners, as {@link #read} expects them. */
    static final String SELECT = """
            select t.task_key, t.claim, t.stage, t.state, t.version, t.releases, t.owner, n.owner is not null as held,
                t.delivered, t.changed
            from flux_task t left join flux_node n on n.owner = t.owner and n.lease_until > current_timestamp
            """;

    static TaskRow read(ResultSet row) throws SQLException {
        return new TaskRow(
                row.getString("task_key"),
                row.getString("claim"),
                row.getString("stage"),
                row.getString("state"),
                row.getLong("version"),
                row.getInt("releases"),
                row.getString("owner"),
                row.getBoolean("held"),
                row.getBoolean("delivered"),
                changed(row));
    }

    static Instant changed(ResultSet row) throws SQLException {
        return row.getObject("changed", OffsetDateTime.class).toInstant();
    }

    /**
     * The task that the row is of.
     *
     * @param self who asks
     * @throws JournalException if it is of none
     */
    TaskEntry entry(String self) {
        try {
            TaskClaim claimed = JournalJson.readClaim(claim);
            TaskState reached = JournalJson.readState(state);
            if (!claimed.taskKey().equals(key) || !reached.stage().name().equals(stage)) {
                throw new IllegalArgumentException("Its columns and its texts contradict each other");
            }
            return new TaskEntry(claimed, reached, version, releases, holder(self), delivered, changed);
        } catch (IllegalArgumentException e) {
            throw new JournalException(
                    "The journal's row of task key '" + Printable.of(key) + "' cannot be read: "
                            + Printable.of(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private TaskEntry.Holder holder(String self) {
        if (self.equals(owner)) {
            return TaskEntry.Holder.SELF;
        }
        return held ? TaskEntry.Holder.OTHER : TaskEntry.Holder.NOBODY;
    }
}
