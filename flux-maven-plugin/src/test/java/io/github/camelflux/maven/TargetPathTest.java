package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images are packaged where the archive is packaged from, and nowhere else. */
class TargetPathTest {
    @TempDir
    Path directory;

    private Path output;

    @BeforeEach
    void make() throws IOException {
        output = Files.createDirectories(directory.resolve("target/classes"));
        Files.createDirectories(output.resolve("static"));
        Files.createSymbolicLink(output.resolve("away"), directory.resolve("elsewhere"));
        Files.createDirectories(directory.resolve("elsewhere"));
        Files.createSymbolicLink(output.resolve("same"), output.resolve("static"));
        Files.createSymbolicLink(output.resolve("nowhere"), directory.resolve("not-there"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../test-classes",
                "static/../../outside",
                "static\\..\\..\\outside",
                "/tmp/outside",
                "\\\\server\\share",
                "\\outside",
                "C:\\outside",
                "C:outside/..",
                "C:/outside",
                "away",
                "away/images",
                "nowhere/images"
            })
    void whatLeadsOutOfItIsRefused(String path) {
        assertThatThrownBy(() -> TargetPath.checked(path, output))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("<targetPath> '" + path + "' is not allowed, since it leads out of " + output)
                .hasMessageContaining("such as static/images");
    }

    @ParameterizedTest
    @ValueSource(strings = {"static", "static/images", "META-INF/resources/images/", "same/images", " a..b/c "})
    void whatIsInsideIsTaken(String path) {
        assertThat(TargetPath.checked(path, output)).isEqualTo(path.strip());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  "})
    void nothingIsTheDirectoryItself(String path) {
        assertThat(TargetPath.checked(path, output)).isNull();
    }

    @Test
    void aDirectoryThatIsNotThereYetHasItsPaths() {
        assertThat(TargetPath.checked("images", directory.resolve("target/later")))
                .isEqualTo("images");
    }
}
