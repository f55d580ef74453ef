package io.github.camelflux.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

class DirectoryJournalContractTest extends JournalContractTest {
    @TempDir
    Path directory;

    @Override
    protected TaskJournal open() {
        return new DirectoryJournal(directory);
    }

    @Override
    protected boolean isShared() {
        return true;
    }

    /** Each record tells when it was written, so each file is written again as if that had been earlier. */
    @Override
    protected void age(Duration by) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tasks"))) {
            for (Path file : files.toList()) {
                TaskRecord record = TaskRecord.of(Files.readAllBytes(file));
                TaskEntry now = record.entry();
                TaskEntry older = new TaskEntry(
                        now.claim(),
                        now.state(),
                        now.version(),
                        now.releases(),
                        now.holder(),
                        now.delivered(),
                        now.changedAt().minus(by));
                Files.write(file, new TaskRecord(older, record.owner()).toBytes());
            }
        }
    }
}
