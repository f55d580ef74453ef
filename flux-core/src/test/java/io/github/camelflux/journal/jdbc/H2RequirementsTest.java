package io.github.camelflux.journal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.Provider;
import io.github.camelflux.journal.Claims;
import io.github.camelflux.journal.JournalException;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.UUID;
import java.util.stream.Stream;
import org.h2.engine.Constants;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that would forget what was paid for, or fail to close. Tests run with assertions on. */
class H2RequirementsTest {
    private static final String CLOSES = ";MAX_COMPACT_TIME=1";

    @TempDir
    Path directory;

    private static JdbcJournal journal(String url) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        JdbcJournal journal = new JdbcJournal(database);
        journal.setCreateTables(true);
        return journal;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mem:%s", "mem:", "memFS:%s", "memLZF:%s", "nioMemFS:%s", "nioMemLZF:%s", "split:nioMemFS:%s"})
    void refusesADatabaseInMemoryUnlessItIsAllowedByName(String place) {
        String url = "jdbc:h2:" + place.formatted(UUID.randomUUID());
        if (!place.equals("mem:")) {
            url += ";DB_CLOSE_DELAY=-1";
        }

        assertThatThrownBy(journal(url)::keepAlive)
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("in memory")
                .hasMessageContaining("allowInMemoryDatabase");

        if (!place.equals("mem:")) {
            JdbcJournal allowed = journal(url);
            allowed.setAllowInMemoryDatabase(true);
            assertThat(allowed.keepAlive()).isPositive();
        }
    }

    @Test
    void cannotBeToldToAllowItWhenItIsOpen() {
        try (JdbcJournal journal = journal("jdbc:h2:" + directory.resolve("journal") + CLOSES)) {
            journal.keepAlive();

            journal.setAllowInMemoryDatabase(false);
            assertThatThrownBy(() -> journal.setAllowInMemoryDatabase(true)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";MAX_COMPACT_TIME=200", ";WRITE_DELAY=0"})
    void asksForWhatLetsAFileOfAnOldVersionCloseWithAssertionsOn(String settings) {
        JdbcJournal journal = journal("jdbc:h2:file:" + directory.resolve("journal") + settings);
        if (isBefore25()) {
            assertThatThrownBy(journal::keepAlive)
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining(";MAX_COMPACT_TIME=1")
                    .hasMessageContaining("URL");
        } else {
            assertThat(journal.keepAlive()).isPositive();
            journal.close();
        }
    }

    @Test
    void refusesAFileThatIsNeverCompactedWhereThatLosesCommits() {
        JdbcJournal journal = journal("jdbc:h2:file:" + directory.resolve("journal") + ";MAX_COMPACT_TIME=0");
        if (isBefore25()) {
            assertThat(journal.keepAlive()).isPositive();
            journal.close();
        } else {
            assertThatThrownBy(journal::keepAlive)
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("killed")
                    .hasMessageContaining("MAX_COMPACT_TIME=0 out");
        }
    }

    private static boolean isBefore25() {
        return Constants.VERSION_MAJOR == 2 && Constants.VERSION_MINOR < 5;
    }

    /** Without that setting 16 of 25 such closings of H2 2.3 failed, which it tells in its trace file and not always the caller. */
    @Test
    void closesAndOpensAgainEachTime() throws Exception {
        String url = "jdbc:h2:file:" + directory.resolve("journal") + CLOSES;
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        for (int times = 0; times < 25; times++) {
            try (Connection pooled = database.getConnection();
                    JdbcJournal journal = journal(url)) {
                assertThat(pooled.isValid(1)).isTrue();
                for (int tasks = 0; tasks < 4; tasks++) {
                    TaskEntry entry = journal.claim(Claims.of(
                            times + "-" + tasks,
                            ImageRequest.ultra().prompt("A fox").build(),
                            Provider.BFL));
                    assertThat(journal.advance(entry, new TaskState.Submitting(null)))
                            .isPresent();
                }
            }
        }

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).extracting(file -> file.getFileName().toString()).containsExactly("journal.mv.db");
        }
    }
}
