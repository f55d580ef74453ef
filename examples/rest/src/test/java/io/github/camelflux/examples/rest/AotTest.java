package io.github.camelflux.examples.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.image.ImageProbe;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as Spring processes it ahead of time, on the JVM: what a native image begins with. */
@Tag("full")
class AotTest {
    private static final String APPLICATION = "io.github.camelflux.examples.rest.RestApplication";
    private static final String DEVELOPMENT = "--spring.profiles.active=dev";
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    @TempDir
    Path folder;

    @Test
    void anApplicationThatWasProcessedAheadOfTimeAnswersWithImages() throws Exception {
        Path processed = process();
        Process application = start(
                "-Dspring.aot.enabled=true",
                "-cp",
                processed + File.pathSeparator + classPath(),
                APPLICATION,
                DEVELOPMENT,
                "--server.port=0",
                "--rest.data=" + folder.resolve("data"));
        try {
            HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + awaitPort(application) + "/images"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\": \"A lighthouse\"}"))
                                    .build(),
                            BodyHandlers.ofByteArray());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(ImageProbe.of(answer.body()).width()).isEqualTo(2752);
            assertThat(log()).contains("Starting AOT-processed RestApplication");
        } finally {
            application.destroy();
            assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The classes and resources that Spring Boot's plugins for Maven and Gradle make in this way. */
    private Path process() throws IOException, InterruptedException {
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Process processor = start(
                "-cp",
                classPath(),
                "org.springframework.boot.SpringApplicationAotProcessor",
                APPLICATION,
                sources.toString(),
                classes.toString(),
                classes.toString(),
                "org.example",
                "rest",
                DEVELOPMENT);
        boolean ended = processor.waitFor(2, TimeUnit.MINUTES);
        processor.destroyForcibly();
        assertThat(ended && processor.exitValue() == 0).as(log()).isTrue();
        List<String> compile = new ArrayList<>(List.of("-d", classes.toString(), "-cp", classPath(), "-proc:none"));
        try (Stream<Path> all = Files.walk(sources)) {
            all.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(compile::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, compile.toArray(String[]::new)))
                .isZero();
        return classes;
    }

    /** Without the tests' own classes, which set how much is logged. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(element -> !element.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private String awaitPort(Process application) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (System.nanoTime() < deadline && application.isAlive()) {
            Matcher port = PORT.matcher(log());
            if (port.find()) {
                return port.group(1);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        throw new AssertionError("It does not start: " + log());
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }
}
