package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that 'mvn clean' deletes is taken for a place where pictures are kept. */
class BuildOutputTest {
    @TempDir
    Path directory;

    private BuildOutput output;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectories(directory.resolve("module/target/classes"));
        Files.createDirectories(directory.resolve("disk/built"));
        Files.createDirectories(directory.resolve("home"));
        link("module/store", directory.resolve("module/target/kept"));
        link("module/made", directory.resolve("module/target"));
        link("module/target/away", directory.resolve("home"));
        link("other", directory.resolve("disk/built"));
        link("dangling", directory.resolve("nowhere"));
        output = new BuildOutput(List.of(directory.resolve("module/target"), directory.resolve("other")));
    }

    private void link(String name, Path target) throws IOException {
        Files.createSymbolicLink(directory.resolve(name), target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "module/target",
                "module/target/store",
                "module/target/classes/../store",
                "module/src/../target/store",
                "module/made/store",
                "module/target/away",
                "module/target/away/store",
                "module/made/away/store",
                "other/store",
                "disk/built/store"
            })
    void whatIsBelowItByNameOrByLinkIsRefused(String place) {
        assertThatThrownBy(() -> output.checkIsNoneOf("<store>", "-Dflux.store", directory.resolve(place)))
                .isInstanceOf(BuildFailure.class)
                .hasMessageStartingWith(
                        "<store> '" + directory.resolve(place) + "' is not allowed, since it is in what")
                .hasMessageContaining("mvn clean")
                .hasMessageEndingWith("allowed is a place outside of that (-Dflux.store)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "home",
                "home/.cache/flux",
                "module",
                "module/src/main/flux",
                "module/targets",
                "target",
                "dangling/store"
            })
    void whatIsElsewhereIsNot(String place) {
        Path elsewhere = directory.resolve(place);

        assertThat(output.checkIsNoneOf("<store>", "-Dflux.store", elsewhere)).isEqualTo(elsewhere);
    }
}
