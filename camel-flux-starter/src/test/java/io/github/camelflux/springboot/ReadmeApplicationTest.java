package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.image.ImageProbe;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;

/**
 * The application that the README prints generates an image: Maven reads its POM, the JDK compiles its class, and the
 * address and the key come from the environment.
 */
@Order(1)
class ReadmeApplicationTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PROPERTIES = "src/main/resources/application.properties";
    private static final String SOURCE = "src/main/java/org/example/Covers.java";
    private static final Path ROOT = Path.of(System.getProperty("flux.test.root", ".."));
    private static final Path FILES = ROOT.resolve("camel-flux-starter/src/test/resources/application");

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = new FluxEmulatorExtension();

    @TempDir
    Path folder;

    @Test
    void generatesAnImage() throws Exception {
        Path pom = write("pom.xml", onTheVersionsOfThisBuild(printed("pom.xml")));
        Path properties = write(PROPERTIES, printed(PROPERTIES));
        Path source = write(SOURCE, printed(SOURCE));
        write("prompts/lighthouse.txt", TestApplication.PROMPT);

        String dependencies = dependencies(pom);
        Path classes = compile(source, dependencies);
        Files.copy(properties, classes.resolve("application.properties"));
        Process application = start(
                Map.of(
                        "CAMEL_COMPONENT_FLUX_BASEURL",
                        FLUX.emulator().bflUrl().toString(),
                        "BFL_API_KEY",
                        FLUX.emulator().apiKey()),
                java("java"),
                "-cp",
                classes + File.pathSeparator + dependencies,
                "org.example.Covers");
        Path image;
        try {
            image = awaitImage(application);
        } finally {
            application.destroy();
            assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }

        // Not before the application has stopped, which ends what it writes.
        assertThat(ImageProbe.of(image).width()).isEqualTo(2752);
        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(1);
        assertThat(LogWatch.leaks(log())).as(log()).isFalse();
    }

    /** A file as the README has it, to the letter, below its name. */
    private static String printed(String name) throws IOException {
        String file = Files.readString(FILES.resolve(name));
        assertThat(Files.readString(ROOT.resolve("README.md")))
                .contains("`" + name + "`")
                .contains("\n" + file + "```");
        return file;
    }

    /** Where the build has been given others than those that are printed, Camel's come as the page of the starter says. */
    private static String onTheVersionsOfThisBuild(String pom) throws IOException {
        String camel = System.getProperty("flux.test.camel.version", "4.18.0");
        String versions = Files.readString(ROOT.resolve("pom.xml")).contains("<camel.version>" + camel)
                ? ""
                : Files.readString(FILES.resolve("camel-4.22.xml"));
        assertThat(versions).as("which Camel").matches(text -> text.isEmpty() || text.contains(camel));
        return pom.replaceFirst("<version>[^<]*", "<version>" + SpringBootVersion.getVersion())
                .replaceFirst("(?=  <dependencies>)", versions);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text.strip() + "\n");
    }

    /** The class path that Maven makes of the POM, with the modules as they are being tested. */
    private String dependencies(Path pom) throws IOException, InterruptedException {
        TestRepository repository = TestRepository.in(folder.resolve("repository"));
        Path settings = write("settings.xml", TestRepository.settings());
        Path classPath = folder.resolve("class-path");
        boolean windows = File.separatorChar == '\\';
        Process maven = start(
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                Path.of(System.getProperty("flux.test.maven", "/usr/share/maven"), "bin", windows ? "mvn.cmd" : "mvn")
                        .toString(),
                "-B",
                "-ntp",
                "-s",
                settings.toString(),
                "-gs",
                settings.toString(),
                "-Dmaven.repo.local=" + repository.directory(),
                "-f",
                pom.toString(),
                "org.apache.maven.plugins:maven-dependency-plugin:" + System.getProperty("flux.test.dependency-plugin")
                        + ":build-classpath",
                "-Dmdep.outputFile=" + classPath);
        boolean ended = maven.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        maven.destroyForcibly();
        assertThat(ended && maven.exitValue() == 0).as(log()).isTrue();
        return Files.readString(classPath);
    }

    private Path compile(Path source, String dependencies) {
        Path classes = folder.resolve("target/classes");
        int failures = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        classes.toString(),
                        "-cp",
                        dependencies,
                        "-proc:none",
                        "-parameters",
                        "--release",
                        "17",
                        source.toString());
        assertThat(failures).isZero();
        return classes;
    }

    private Process start(Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        builder.environment().keySet().removeIf(name -> name.matches("MAVEN_.*|JAVA_TOOL_OPTIONS|.*_API_KEY"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String java(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    private Path awaitImage(Process application) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && application.isAlive()) {
            List<Path> images = images();
            if (!images.isEmpty()) {
                return images.get(0);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("There is no image: " + log());
    }

    /** The first may still be written. */
    private List<Path> images() throws IOException {
        Path images = folder.resolve("images");
        if (Files.notExists(images)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(images)) {
            return new ArrayList<>(
                    all.filter(file -> file.toString().endsWith(".jpg")).toList());
        }
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }
}
