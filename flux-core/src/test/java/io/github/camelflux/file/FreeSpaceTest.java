package io.github.camelflux.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeSpaceTest {
    @TempDir
    Path directory;

    @Test
    void aDirectoryThatIsToBeMadeHasTheSpaceOfItsDisk() {
        assertThat(FreeSpace.at(directory.resolve("not/yet"))).isPositive();
        assertThat(FreeSpace.at(Path.of("relative/not/yet"))).isPositive();
    }

    @Test
    void aTrialLeavesNothing() throws IOException {
        FreeSpace.tryToWrite(directory, 0);
        FreeSpace.tryToWrite(directory, 200_000);

        assertThat(directory).isEmptyDirectory();
        assertThatThrownBy(() -> FreeSpace.tryToWrite(directory.resolve("none"), 1))
                .isInstanceOf(NoSuchFileException.class);
    }
}
