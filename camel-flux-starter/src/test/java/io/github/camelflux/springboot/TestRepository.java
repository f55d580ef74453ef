package io.github.camelflux.springboot;

import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.client.FluxClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A local repository for a forked Maven with the modules as they are being tested. Everything else comes from the
 * repository of the build that runs the tests, which the settings name in place of Maven Central: nothing is downloaded.
 */
record TestRepository(Path directory) {
    private static final String VERSION = System.getProperty("flux.test.version", "1.0.0-SNAPSHOT");
    private static final Path ROOT = Path.of(System.getProperty("flux.test.root", ".."));
    private static final Path OF_THIS_BUILD =
            Path.of(System.getProperty("flux.test.repository", System.getProperty("user.home") + "/.m2/repository"));

    static TestRepository in(Path directory) throws IOException {
        TestRepository repository = new TestRepository(directory);
        repository.install("camel-flux-parent", "pom.xml", null);
        repository.install("flux-core", "flux-core/pom.xml", FluxClient.class);
        repository.install("camel-flux", "camel-flux/pom.xml", FluxComponent.class);
        repository.install("camel-flux-starter", "camel-flux-starter/pom.xml", FluxComponentAutoConfiguration.class);
        return repository;
    }

    /** Settings by which Maven looks nowhere else. */
    static String settings() {
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
                </settings>
                """.formatted(here);
    }

    private void install(String artifact, String pom, Class<?> ofTheModule) throws IOException {
        Path place = Files.createDirectories(
                directory.resolve("io/github/camelflux").resolve(artifact).resolve(VERSION));
        String name = artifact + "-" + VERSION;
        Files.copy(ROOT.resolve(pom), place.resolve(name + ".pom"));
        if (ofTheModule != null) {
            installCode(codeOf(ofTheModule), place.resolve(name + ".jar"));
        }
    }

    private static Path codeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void installCode(Path code, Path jar) throws IOException {
        if (!Files.isDirectory(code)) {
            Files.copy(code, jar);
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(code)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files) {
                zip.putNextEntry(new ZipEntry(code.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }
}
