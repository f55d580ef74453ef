package io.github.camelflux.journal.jdbc;

import io.github.camelflux.journal.JournalException;
import java.util.List;

/** Hints that tasks may have ended, for the processes that hold these. */
final class HintTable {
    /** Who holds a task asks much sooner; nobody holds it that long. */
    private static final String LONG_OVER = "current_timestamp - interval '1' day";

    private final Database database;
    private final String self;

    HintTable(Database database, String self) {
        this.database = database;
        this.self = self;
    }

    void add(String taskKey) {
        int known = database.change("update flux_hint set hinted = current_timestamp where task_key = ?", taskKey);
        if (known > 0) {
            return;
        }
        try {
            database.change("insert into flux_hint (task_key, hinted) values (?, current_timestamp)", taskKey);
        } catch (JournalException e) {
            // Somebody else has just said the same.
            if (!Database.isDuplicate(e)) {
                throw e;
            }
        }
    }

    /** Those about this process's tasks, each once. */
    List<String> take() {
        List<String> keys = database.query(
                "select h.task_key from flux_hint h join flux_task t on t.task_key = h.task_key where t.owner = ?",
                row -> row.getString(1),
                self);
        keys.forEach(key -> database.change("delete from flux_hint where task_key = ?", key));
        return keys;
    }

    void forgetThoseLongOver() {
        database.change("delete from flux_hint where hinted < " + LONG_OVER);
    }
}
