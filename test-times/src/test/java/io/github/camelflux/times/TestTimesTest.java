package io.github.camelflux.times;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTimesTest {
    private static final Instant BEGAN = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    Path root;

    private void report(String module, String type, String seconds, Instant written) throws IOException {
        Path directory = Files.createDirectories(root.resolve(module).resolve("target/surefire-reports"));
        Path file = Files.writeString(directory.resolve("TEST-" + type + ".xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="%s" time="%s" tests="3">
                  <testcase name="one" time="0.1"/>
                </testsuite>
                """.formatted(type, seconds));
        Files.setLastModifiedTime(file, FileTime.from(written));
    }

    private TestTimes times() throws IOException {
        return TestTimes.under(root, BEGAN);
    }

    private String printed() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        times().print(2, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsTheSlowestOfAllModulesFirst() throws Exception {
        report("core", "a.Quick", "0.5", BEGAN);
        report("core", "a.Slow", "19.25", BEGAN.plusSeconds(1));
        report("examples/shop", "b.Between", "7", BEGAN.plusSeconds(1));

        assertThat(printed().lines())
                .containsExactly(
                        "9 tests in 3 classes, 27 s inside them. The slowest:",
                        "    19.3 s      3 tests  a.Slow",
                        "     7.0 s      3 tests  b.Between");
    }

    @Test
    void leavesOutWhatAnEarlierBuildWrote() throws Exception {
        report("core", "a.Renamed", "40", BEGAN.minusSeconds(1));

        assertThat(times().slowest(9)).isEmpty();
        times().allWithin(Duration.ofSeconds(20), Duration.ofSeconds(100));
    }

    @Test
    void failsWithASentenceThatNamesEachClassOverTheLimit() throws Exception {
        report("core", "a.Slow", "20.01", BEGAN);
        report("core", "a.Slower", "31", BEGAN);
        report("core", "a.Allowed", "20", BEGAN);

        assertThatIllegalStateException()
                .isThrownBy(() -> times().allWithin(Duration.ofSeconds(20), Duration.ofSeconds(100)))
                .withMessageContaining("the 20 s that 'verify' leaves to each: a.Slower (31.0 s), a.Slow (20.0 s).")
                .withMessageContaining("@Tag(\"full\")");
    }

    @Test
    void leavesEachMoreWhereAllAreSlower() throws Exception {
        report("core", "a.Slow", "39", BEGAN);
        for (int other = 0; other < 10; other++) {
            report("core", "a.Other" + other, "16.1", BEGAN);
        }

        times().allWithin(Duration.ofSeconds(20), Duration.ofSeconds(100));

        assertThatIllegalStateException()
                .isThrownBy(() -> times().allWithin(Duration.ofSeconds(20), Duration.ofSeconds(120)))
                .withMessageContaining("the 33 s that 'verify' leaves to each: a.Slow (39.0 s).");
    }
}
