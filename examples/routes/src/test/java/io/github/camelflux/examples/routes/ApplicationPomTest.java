package io.github.camelflux.examples.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The POM of an application, of which the pages show pieces, is one to Maven and names what this build makes. */
class ApplicationPomTest {
    private static final Path POM = Path.of("src/test/resources/application/pom.xml");
    private static final Path ROOT = Path.of("..", "..");

    private static final Pattern DEPENDENCY = Pattern.compile(
            "<groupId>io[.]github[.]camelflux</groupId>\\s*<artifactId>(.*?)</artifactId>\\s*<version>(.*?)</version>");

    @TempDir
    Path folder;

    @Test
    void namesModulesOfThisBuildInItsVersion() throws IOException {
        List<MatchResult> dependencies =
                DEPENDENCY.matcher(Files.readString(POM)).results().toList();

        assertThat(dependencies).isNotEmpty();
        for (MatchResult dependency : dependencies) {
            assertThat(ROOT.resolve(dependency.group(1)).resolve("pom.xml")).exists();
            assertThat(dependency.group(2)).isEqualTo(System.getProperty("routes.test.version", "1.0.0-SNAPSHOT"));
        }
    }

    @Test
    void isOneToMaven() throws Exception {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        Path maven = Path.of(System.getProperty("routes.test.maven", "/usr/share/maven"))
                .resolve(windows ? "bin/mvn.cmd" : "bin/mvn");
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                        maven.toString(),
                        "-B",
                        "-o",
                        "-Dmaven.repo.local=" + System.getProperty("routes.test.repository"),
                        "-f",
                        Files.copy(POM, folder.resolve("pom.xml")).toString(),
                        "validate")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));

        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log)).contains("BUILD SUCCESS").doesNotContain("WARNING");
    }
}
