package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.Provider;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a checkout can hold leads no goal out of it. */
class BoundsTest {
    private static final String HERO = "<image><id>hero</id><prompt>A lighthouse</prompt><model>pro</model>"
            + "<width>256</width><height>256</height><file>deep/hero.jpg</file></image>";

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(20)).sketches(true));

    @TempDir
    Path directory;

    private Path module;
    private Path outside;

    @BeforeEach
    void make() throws IOException {
        module = Files.createDirectories(directory.resolve("checkout/module"));
        outside = Files.createDirectories(directory.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.createDirectories(module.resolve(".git"));
        Files.writeString(module.resolve(".git/config"), "token");
        Files.writeString(module.resolve("inside.txt"), "A lamp");
        link("link.txt", outside.resolve("secret.txt"));
        link("relative.txt", Path.of("../../outside/secret.txt"));
        link("linked", outside);
        link("hidden.txt", module.resolve(".git/config"));
        link("good.txt", module.resolve("inside.txt"));
        link("nowhere.txt", outside.resolve("missing"));
        link("endless.txt", Path.of("/dev/zero"));
    }

    private void link(String name, Path target) throws IOException {
        Files.createSymbolicLink(module.resolve(name), target);
    }

    private List<DeclaredImage> read(String elements) {
        return Declarations.read(Xml.of("<images><image><id>hero</id>" + elements + "</image></images>"), null, module);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../outside/secret.txt",
                "link.txt",
                "relative.txt",
                "linked/secret.txt",
                "linked/../linked/secret.txt",
                ".git/config",
                "hidden.txt",
                "nowhere.txt",
                "endless.txt",
                "/dev/zero",
                "/etc/passwd",
                "."
            })
    void noPromptOrImageIsReadFromElsewhere(String name) {
        assertThatThrownBy(() -> read("<promptFile>" + name + "</promptFile>"))
                .hasMessageContaining(
                        "promptFile '" + name + "' is not allowed; allowed is a text file in UTF-8 below");
        assertThatThrownBy(() -> read("<prompt>A lamp</prompt><imagePrompt>" + name + "</imagePrompt>"))
                .hasMessageContaining("imagePrompt '" + name + "' is not allowed; allowed is an image file below");
    }

    @ParameterizedTest
    @ValueSource(strings = {"inside.txt", "./inside.txt", "good.txt"})
    void whatIsTheModulesOwnIsRead(String name) {
        assertThat(read("<promptFile>" + name + "</promptFile>")
                        .get(0)
                        .request()
                        .prompt())
                .isEqualTo("A lamp");
    }

    /** Each of them before the first build, or in place of what it has made. */
    @ParameterizedTest
    @ValueSource(strings = {"images/deep", "images/deep/hero.jpg"})
    void noImageIsReadOrWrittenThroughALink(String linked) throws IOException {
        make(HERO);
        byte[] picture = Files.readAllBytes(module.resolve("images/deep/hero.jpg"));
        Path target = linked.endsWith(".jpg") ? outside.resolve("hero.jpg") : outside;
        Files.write(outside.resolve("hero.jpg"), picture);
        TestProject.delete(module.resolve(linked));
        link(linked, target);

        for (Set<String> refresh : List.of(Set.<String>of(), Set.of("hero"))) {
            assertThatThrownBy(() -> make(refresh, HERO))
                    .isInstanceOf(BuildFailure.class)
                    .hasMessageContaining("by a link");
        }
        try (Workplace workplace = workplace()) {
            assertThatThrownBy(() -> new Pruning(workplace, false, line -> {}, InstantSource.system())
                            .orphans(List.of("hero"), List.of()))
                    .hasMessageContaining("by a link");
        }

        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(1);
        try (Stream<Path> files = Files.list(outside)) {
            assertThat(files).hasSize(2);
        }
        assertThat(outside.resolve("hero.jpg")).hasBinaryContent(picture);
    }

    @Test
    void whatIsNotThereYetIsWhereItWouldBe() {
        assertThat(Bounds.contains(module, module.resolve("a/b/c"))).isTrue();
        assertThat(Bounds.contains(module, module.resolve("a/../../other"))).isFalse();
        assertThat(Bounds.contains(module, module.resolve("linked/a/b"))).isFalse();
        assertThat(Bounds.contains(module, module.resolve("nowhere.txt"))).isFalse();
        assertThat(Bounds.contains(module, module.resolve("good.txt"))).isTrue();
        assertThat(Bounds.contains(module, directory.resolve("checkout/module-too")))
                .isFalse();
    }

    private Workplace workplace() {
        return new Workplace(
                module.resolve("images"),
                true,
                module.resolve("flux.lock.json"),
                new ImageStore(directory.resolve("store"), InstantSource.system()));
    }

    private void make(String image) {
        make(Set.of(), image);
    }

    private void make(Set<String> refresh, String image) {
        FluxEmulator emulator = FLUX.emulator();
        ApiKeys keys = new ApiKeys(Map.of("BFL_API_KEY", emulator.apiKey()), Map.of(), server -> Optional.empty());
        Clients.Accounts accounts =
                new Clients.Accounts(keys, Map.of(Provider.BFL, emulator.bflUrl()), new SettingsProxy(List.of()));
        RunBudget budget = new RunBudget(new HashMap<>(), new HashMap<>(), BigDecimal.ONE);
        Maker.Terms terms =
                new Maker.Terms(accounts, budget, Duration.ofSeconds(30), Duration.ofMinutes(10), line -> {}, null);
        List<DeclaredImage> declared = Declarations.read(Xml.of("<images>" + image + "</images>"), null, module);
        try (Workplace workplace = workplace()) {
            Plan plan = new Planner(workplace, workplace.lock().read(), refresh, new HashMap<>())
                    .plan(declared, each -> true, Set.of());
            new Maker(workplace, terms).make(plan);
        }
    }
}
