package io.github.camelflux.journal.jdbc;

import io.github.camelflux.journal.JournalException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The journal's tables, as the resource that creates them says. */
final class Tables {
    private static final String RESOURCE = "tables.sql";
    private static final int MOST_TRIES = 10;

    private Tables() {}

    /**
     * Creates what is missing; other processes may do the same at the same time. A user who may not create anything may
     * still use what somebody else has created: {@link #check} tells.
     */
    static void create(Database database) {
        try {
            statements().forEach(statement -> createOne(database, statement));
        } catch (JournalException e) {
            if (!Database.isForbidden(e)) {
                throw e;
            }
        }
    }

    private static void createOne(Database database, String statement) {
        for (int tries = 1; ; tries++) {
            try {
                database.change(statement);
                return;
            } catch (JournalException e) {
                // "If not exists" is no protection from somebody who creates the same at this moment.
                if (tries == MOST_TRIES || Database.isForbidden(e) || !Database.isRefused(e)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Makes sure that the tables are there with all that is used of them.
     *
     * @throws JournalException that says what to do if they are not
     */
    static void check(Database database, String prefix) {
        try {
            database.query(
                    "select provider, account, price, created from flux_task where 1 = 0", row -> row.getString(1));
            database.query(TaskRow.SELECT + " where 1 = 0", row -> row.getString(1));
            database.query("select task_key, hinted from flux_hint where 1 = 0", row -> row.getString(1));
        } catch (JournalException e) {
            if (!Database.isUnknown(e)) {
                throw e;
            }
            throw new JournalException(
                    "The journal's tables " + prefix + "task, " + prefix + "node and " + prefix
                            + "hint are not in the database as they"
                            + " should be: set createTables to true for a user who may create them, or apply the statements"
                            + " in the resource "
                            + Tables.class.getPackageName().replace('.', '/') + "/" + RESOURCE,
                    e);
        }
    }

    private static List<String> statements() {
        try (InputStream in = Objects.requireNonNull(Tables.class.getResourceAsStream(RESOURCE))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.replaceAll("(?m)--.*$", "").split(";"))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
