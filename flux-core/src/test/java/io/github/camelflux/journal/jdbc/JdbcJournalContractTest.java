package io.github.camelflux.journal.jdbc;

import io.github.camelflux.journal.JournalContractTest;
import io.github.camelflux.journal.TaskJournal;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;

abstract class JdbcJournalContractTest extends JournalContractTest {
    private TestTables tables;

    @BeforeEach
    void begin(DataSource dataSource) {
        tables = new TestTables(dataSource);
    }

    @Override
    protected TaskJournal open() {
        return tables.open();
    }

    @Override
    protected boolean isShared() {
        return true;
    }

    @Override
    protected void age(Duration by) throws SQLException {
        tables.age(by);
    }
}
