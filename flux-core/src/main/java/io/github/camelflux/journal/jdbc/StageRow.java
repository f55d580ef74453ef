package io.github.camelflux.journal.jdbc;

import io.github.camelflux.journal.JournalFigures;
import io.github.camelflux.journal.TaskState;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the database counts of the tasks of one stage. */
record StageRow(
        String stage,
        long tasks,
        long undelivered,
        @Nullable BigDecimal dollars) {

    static final String SELECT = """
            select stage, count(*) as tasks, sum(case when delivered then 0 else 1 end) as undelivered,
                sum(price) as dollars
            from flux_task group by stage""";

    static StageRow read(ResultSet row) throws SQLException {
        return new StageRow(
                row.getString("stage"), row.getLong("tasks"), row.getLong("undelivered"), row.getBigDecimal("dollars"));
    }

    /** Words that are no stage's are somebody else's, and are not counted. */
    static JournalFigures total(List<StageRow> rows) {
        Map<String, StageRow> byWord = rows.stream().collect(Collectors.toMap(StageRow::stage, Function.identity()));
        Map<TaskState.Stage, Long> tasks = new EnumMap<>(TaskState.Stage.class);
        BigDecimal inDoubt = BigDecimal.ZERO;
        long undelivered = 0;
        for (TaskState.Stage stage : TaskState.Stage.values()) {
            StageRow row = byWord.getOrDefault(stage.name(), new StageRow(stage.name(), 0, 0, null));
            if (row.tasks > 0) {
                tasks.put(stage, row.tasks);
            }
            switch (stage) {
                case IN_DOUBT -> inDoubt = row.sum();
                case ENDED, STORED -> undelivered += row.undelivered;
                default -> {}
            }
        }
        return new JournalFigures(tasks, undelivered, inDoubt);
    }

    /** The column has more decimals than a price. */
    private BigDecimal sum() {
        return dollars == null ? BigDecimal.ZERO : dollars.stripTrailingZeros();
    }
}
