package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.slf4j.event.Level.INFO;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The watch over the tests' logs can fail. */
class LogLeaksTest {
    private final LogLeaks leaks = new LogLeaks();

    static Stream<String> secretLines() {
        return Stream.of(
                "Authenticated as bfl_EMULATORxKEYxFORxTESTSxONLYx0000000",
                "GET https://delivery.bfl.ai/results/1.jpeg?se=2026-01-01&sig=abc",
                "Called back with webhook-secret-of-tests-1",
                "Sending {\"prompt\":\"A fox in the snow\"}");
    }

    @ParameterizedTest
    @MethodSource("secretLines")
    void findsSecretsAndPrompts(String line) {
        leaks.forbid("A fox in the snow");

        leaks.check("some.logger", INFO, line);

        assertThat(leaks.found()).containsExactly("some.logger at INFO: " + line);
    }

    @Test
    void letsOtherLinesPass() {
        leaks.forbid("A fox in the snow");

        leaks.check("some.logger", INFO, "Task 3f1c0b6e: signal lost, bfl_ is how keys begin");

        assertThat(leaks.found()).isEmpty();
        assertThat(leaks.lines()).isEqualTo(1);
    }

    /** What Camel Main sets may be in its lines for debugging, and in no other. */
    @ParameterizedTest
    @CsvSource({"TRACE, 0", "DEBUG, 0", "INFO, 1", "WARN, 1", "ERROR, 1"})
    void letsCamelsOwnLinesPassAtTheirLevelOnly(org.slf4j.event.Level level, int leaked) {
        leaks.check("org.apache.camel.main.MainHelper", level, "Set to " + LogLeaks.WEBHOOK_SECRET);

        assertThat(leaks.found()).hasSize(leaked);
    }

    @Test
    void findsPromptsOfAWordOrTwoInOurOwnLinesOnly() {
        leaks.forbid("A fox");

        leaks.check("org.apache.camel.Any", INFO, "setBody[A fox]");
        leaks.check("io.github.camelflux.poll.Poller", INFO, "Asked for A fox");

        assertThat(leaks.found()).containsExactly("io.github.camelflux.poll.Poller at INFO: Asked for A fox");
    }

    @Test
    void hearsEveryLoggerOfTheRunDownToTrace() {
        List<Logger> loggers = Stream.of(
                        "io.github.camelflux.poll.Poller",
                        "org.apache.camel.impl.engine.Any",
                        "org.apache.camel.processor.errorhandler.DefaultErrorHandler")
                .map(LoggerFactory::getLogger)
                .toList();
        long before = LogLeaks.OF_ALL_TESTS.lines();

        loggers.forEach(logger -> logger.trace("A line", new IOException("with an error")));
        System.getLogger("io.github.camelflux.emulator.Any").log(Level.TRACE, "A line");

        assertThat(LogLeaks.OF_ALL_TESTS.lines() - before).isGreaterThanOrEqualTo(4);
    }
}
