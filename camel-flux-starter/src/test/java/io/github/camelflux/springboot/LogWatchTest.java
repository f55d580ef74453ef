package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The watch over the tests' logs can fail. */
class LogWatchTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authenticated as bfl_EMULATORxKEYxFORxTESTSxONLYx0000000",
                "GET https://delivery.bfl.ai/results/1.jpeg?se=2026-01-01&sig=abc",
                "Sending {\"prompt\":\"" + TestApplication.PROMPT + "\"}"
            })
    void findsSecretsAndPrompts(String line) {
        assertThat(LogWatch.leaks(line)).isTrue();
    }

    @Test
    void letsOtherLinesPass() {
        assertThat(LogWatch.leaks("Task 3f1c0b6e: signal lost, bfl_ is how keys begin"))
                .isFalse();
    }

    @Test
    void hearsSpringAndCamelDownToTraceAfterAnApplicationHasStarted() {
        TestApplication.start(TestApplication.WithoutRoutes.class).close();
        long before = LogWatch.lines();

        LoggerFactory.getLogger("org.springframework.boot.Any").trace("A line");
        LoggerFactory.getLogger("org.apache.camel.Any").trace("A line");

        assertThat(LogWatch.lines() - before).isGreaterThanOrEqualTo(2);
    }
}
