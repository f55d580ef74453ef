package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever tells the JDK to repeat requests, and however: a POST arrives once. */
@Execution(ExecutionMode.CONCURRENT)
class RepeatedPostTest {
    private static final int SERVERS = 18;

    static Stream<List<String>> settings() {
        List<String> limits = List.of(
                "jdk.httpclient.redirects.retrylimit=9",
                "jdk.httpclient.auth.retrylimit=9",
                "http.maxRedirects=9",
                "sun.net.http.retryPost=true");
        return Stream.of(
                // What makes the transport refuse to start, when it is set later.
                List.of("jdk.httpclient.enableAllMethodRetry="),
                Stream.concat(Stream.of("jdk.httpclient.enableAllMethodRetry=true"), limits.stream())
                        .map(setting -> "net:" + setting)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void arrivesOnceWhateverTheJdkWasToldToRepeat(List<String> settings) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--add-opens=java.base/sun.net=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                RepeatedPostChild.class.getName()));
        command.addAll(settings);
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();

            List<String> posts =
                    output.lines().filter(line -> line.startsWith("POSTS ")).toList();
            assertThat(posts).as(output).hasSize(SERVERS);
            assertThat(posts)
                    .allSatisfy(line -> assertThat(line)
                            .matches(
                                    line.matches(".*(close|reset|half an answer).*")
                                            ? "POSTS 1 Broken .*"
                                            : "POSTS 1 Reply .*"));
        } finally {
            child.destroyForcibly();
        }
    }
}
