package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What builds make of drawings when they are set to the provider. */
@Tag("full")
class DrawingsTest extends ForkedBuild {
    private ForkedMaven plain(String version) throws Exception {
        return new ForkedMaven(Mavens.home(version), REPOSITORY, directory.resolve("plain"))
                .environment("BFL_API_KEY", emulator().apiKey());
    }

    @ParameterizedTest
    @MethodSource("io.github.camelflux.maven.Mavens#all")
    void noBuildTakesThemForPictures(String version) throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));
        Path site = project.directory();
        ForkedMaven plain = plain(version);
        String drawn = "-Dflux.baseUrl=" + emulator().bflUrl();
        assertThat(plain.run(site, "flux:generate", drawn).succeeded().output()).contains("hero: drawn by http://127");
        assertThat(project.lock()).content().contains("\"emulated\": true");
        int requests = emulator().requests().size();

        assertThat(plain.run(site, "flux:plan").succeeded().output())
                .contains("hero is a drawing of http://127.0.0.1", "to be paid: $0.04");
        assertThat(plain.run(site, "process-resources").failed().output())
                .contains("hero is a drawing of", "This mends it, for $0.04 at most: mvn flux:generate")
                .doesNotContain("baseUrl");
        assertThat(project.packaged("hero.jpg")).doesNotExist();
        plain.run(site, "flux:check").failed();
        plain.run(site, "flux:report").succeeded();
        assertThat(site.resolve("target/flux/index.html")).content().contains("is a drawing of");

        // Where it is set to draw, they are told for what they are.
        assertThat(plain.run(site, "process-resources", drawn).succeeded().output())
                .contains("hero: drawn by");
        assertThat(emulator().requests()).hasSize(requests);
    }

    @ParameterizedTest
    @MethodSource("io.github.camelflux.maven.Mavens#all")
    void onlyTheCommandLineNamesGatewaysThatAreTrusted(String version) throws Exception {
        TestProject project = site();
        Path site = project.directory();
        ForkedMaven plain = plain(version);
        String gateway = emulator().bflUrl().toString();
        String images = "<images>" + image("hero", "A lighthouse") + "</images>";
        project.configured(
                "<baseUrl>" + gateway + "</baseUrl><trustedGateways>" + gateway + "</trustedGateways>" + images);
        String refused = plain.run(site, "flux:generate").failed().output();
        assertThat(refused).contains("<trustedGateways> '" + gateway + "' in pom.xml is not allowed");
        project.configured(images);
        Files.createDirectories(site.resolve(".mvn"));
        Path config = Files.writeString(site.resolve(".mvn/maven.config"), "-Dflux.trustedGateways=" + gateway + "\n");
        plain.run(site, "flux:generate", "-Dflux.baseUrl=" + gateway).failed();
        Files.delete(config);
        assertThat(submits()).isZero();

        plain.run(site, "flux:generate", "-Dflux.baseUrl=" + gateway, "-Dflux.trustedGateways=" + gateway)
                .succeeded();

        plain.run(site, "process-resources", "flux:check").succeeded();
        assertThat(project.lock())
                .content()
                .contains("\"address\": \"" + gateway + "\"")
                .doesNotContain("emulated");
        assertThat(submits()).isEqualTo(1);
    }
}
