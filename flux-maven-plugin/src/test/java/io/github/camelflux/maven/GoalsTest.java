package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The goals as Maven calls them. */
class GoalsTest extends ForkedBuild {
    @Test
    @Tag("full")
    void whatIsNotDeclaredAnyMoreIsNotPackaged() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));
        maven.run(project.directory(), "flux:generate").succeeded();

        project.declaring();

        maven.run(project.directory(), "process-resources").succeeded();
        assertThat(project.packaged("hero.jpg")).doesNotExist();
        assertThat(project.image("hero.jpg")).exists();
    }

    @Test
    void aTimeoutThatNoImageCanKeepIsRefusedBeforeItCosts() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));
        int before = submits();

        assertThat(maven.run(project.directory(), "flux:generate", "-Dflux.timeout=0")
                        .failed()
                        .output())
                .contains("<timeout> '0' is not allowed");
        assertThat(submits()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Tag("full")
    void faultsOfTheDeclarationAreToldWithTheirElement(String version) throws Exception {
        TestProject project = site(
                image("hero", "A lighthouse").replace("</image>", "<seed>1.5</seed><widht>7</widht></image>"),
                image("logo", "A lamp").replace("</image>", "<width/><height/><raw/><steps>9</steps></image>"),
                "<picture/>");

        assertThat(ofVersion(version)
                        .run(project.directory(), "flux:plan")
                        .failed()
                        .output())
                .contains("<image> 'hero' in pom.xml: seed '1.5' is not allowed; allowed is an integer")
                .contains("<image> 'hero' in pom.xml: <widht> '7' is not allowed; allowed is one of aspectRatio, ")
                .contains("<image> 'logo' in pom.xml: <steps> '9' is not allowed")
                .contains("<picture> is not allowed; allowed is <image>")
                .doesNotContain("io.github.camelflux.maven.Image", "Cannot find");
    }

    @Test
    void theProxyOfTheSettingsIsAskedForTheApi() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> refuseOne(proxy));
            ForkedMaven behind = new ForkedMaven(REPOSITORY, directory.resolve("behind"))
                    .environment("BFL_API_KEY", emulator().apiKey())
                    .settings("<proxies><proxy><id>p</id><host>127.0.0.1</host><port>" + proxy.getLocalPort()
                            + "</port></proxy></proxies>");

            behind.run(directory, "io.github.camelflux:flux-maven-plugin:" + TestRepository.VERSION + ":credits")
                    .failed();

            assertThat(asked.get(10, TimeUnit.SECONDS)).startsWith("CONNECT api.bfl.ai:443");
        }
    }

    private static String refuseOne(ServerSocket proxy) {
        try (Socket socket = proxy.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String first = in.readLine();
            socket.getOutputStream()
                    .write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return first;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Tag("full")
    void quietIsQuietAndAPlanReportAndHelpSayWhatTheyShould() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));
        assertThat(maven.run(project.directory(), "-q", "flux:generate")
                        .succeeded()
                        .output())
                .isEmpty();

        String output = maven.run(project.directory(), "flux:plan", "flux:report", "flux:prune", "flux:help")
                .succeeded()
                .output();

        assertThat(output).contains("to be paid: $0.00", "contact sheet of 1 image:", "flux:credits", "flux:prune");
        assertThat(maven.run(project.directory(), "flux:help", "-Ddetail", "-Dgoal=plan")
                        .succeeded()
                        .output()
                        .replaceAll("\\s+", " "))
                .contains("safetyTolerance: 0 to 6, 2 by default", "outputQuality: 20 to 99");
        assertThat(project.directory().resolve("target/flux/index.html"))
                .content()
                .contains("src/main/flux/hero.jpg");
        assertThat(project.directory().resolve("target/flux/plan.json"))
                .content()
                .contains("\"action\": \"keep\"");
    }

    @Test
    void aDriftFailsAnOrdinaryBuildWithEveryDifferenceAndPaysNothing() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"), image("logo", "A lamp"));

        String output =
                maven.run(project.directory(), "process-resources").failed().output();

        assertThat(output).contains("hero is not in the lock", "logo is not in the lock", "$0.08", "mvn flux:generate");
        assertThat(emulator().requests()).isEmpty();
        assertThat(project.lock()).doesNotExist();
    }

    @Test
    void aBudgetThatWouldBeExceededLetsNothingBeSubmitted() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"), image("logo", "A lamp"));

        String output = maven.run(project.directory(), "flux:generate", "-Dflux.maxCost=0.07")
                .failed()
                .output();

        assertThat(output).contains("$0.08 of $0.07", "hero", "logo", "-Dflux.maxCost=0.08");
        assertThat(emulator().requests()).isEmpty();
    }
}
