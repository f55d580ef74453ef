package io.github.camelflux.maven;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The versions of Maven that suites of forked builds run on: the oldest of each line, and the one of this build. */
final class Mavens {
    /** The one that runs the tests. */
    static final String OURS = "ours";

    private Mavens() {}

    static List<String> all() {
        return List.of(OURS, "3.8.9", "4.0.0-rc-6");
    }

    static Path home(String version) {
        if (version.equals(OURS)) {
            return Path.of(System.getProperty("flux.test.maven", "/usr/share/maven"));
        }
        Path home = Path.of("target", "maven", "apache-maven-" + version);
        assumeTrue(Files.exists(home), () -> "Maven " + version + " is not in " + home + "; -Pfull downloads it");
        home.resolve("bin/mvn").toFile().setExecutable(true);
        return home.toAbsolutePath();
    }
}
