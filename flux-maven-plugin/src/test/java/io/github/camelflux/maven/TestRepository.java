package io.github.camelflux.maven;

import io.github.camelflux.client.FluxClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A local repository for forked builds with the plugin as it is being tested. Everything else comes from the repository
 * of the build that runs the tests, which the settings name in place of Maven Central: nothing is downloaded.
 */
final class TestRepository {
    static final String VERSION = System.getProperty("flux.test.version", "1.0.0-SNAPSHOT");

    private static final Path ROOT = Path.of(System.getProperty("flux.test.root", ".."));
    private static final Path OF_THIS_BUILD =
            Path.of(System.getProperty("flux.test.repository", System.getProperty("user.home") + "/.m2/repository"));

    private final Path directory;

    private TestRepository(Path directory) {
        this.directory = directory;
    }

    static TestRepository in(Path directory) {
        try {
            TestRepository repository = new TestRepository(directory);
            repository.install("camel-flux-parent", ROOT.resolve("pom.xml"), null);
            repository.install("flux-core", ROOT.resolve("flux-core/pom.xml"), codeOf(FluxClient.class));
            repository.install(
                    "flux-maven-plugin", ROOT.resolve("flux-maven-plugin/pom.xml"), codeOf(GenerateMojo.class));
            return repository;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return directory;
    }

    /** Settings by which Maven looks nowhere else. @param more further elements */
    static String settings(String more) {
        String here = "<id>central</id><url>" + OF_THIS_BUILD.toUri() + "</url>"
                + "<releases><checksumPolicy>ignore</checksumPolicy></releases>";
        return """
                <settings>
                  <profiles>
                    <profile>
                      <id>here</id>
                      <repositories><repository>%1$s</repository></repositories>
                      <pluginRepositories><pluginRepository>%1$s</pluginRepository></pluginRepositories>
                    </profile>
                  </profiles>
                  <activeProfiles><activeProfile>here</activeProfile></activeProfiles>
                  %2$s
                </settings>
                """.formatted(here, more);
    }

    private static Path codeOf(Class<?> type) {
        try {
            URI location =
                    type.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(location);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void install(String artifact, Path pom, Path code) throws IOException {
        Path place = Files.createDirectories(
                directory.resolve("io/github/camelflux").resolve(artifact).resolve(VERSION));
        String name = artifact + "-" + VERSION;
        Files.copy(pom, place.resolve(name + ".pom"), StandardCopyOption.REPLACE_EXISTING);
        if (code != null && Files.isDirectory(code)) {
            zip(code, place.resolve(name + ".jar"));
        } else if (code != null) {
            Files.copy(code, place.resolve(name + ".jar"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void zip(Path classes, Path jar) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files) {
                zip.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }
}
