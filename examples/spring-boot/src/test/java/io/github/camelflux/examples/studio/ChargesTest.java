package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What of the budget is gone, set aside or given back when there is no picture. */
class ChargesTest {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(100)).sketches(true));

    @TempDir
    Path directory;

    private static FluxEmulator emulator() {
        return FLUX.emulator();
    }

    private RunningStudio studio(String... properties) {
        return RunningStudio.on(emulator(), directory, properties);
    }

    private static JsonNode failureOf(RunningStudio studio) {
        studio.ask("A fox");
        return studio.awaitEnd("A fox");
    }

    private static void assertMoney(RunningStudio studio, String spent, String setAside) {
        JsonNode spending = studio.spending();
        assertThat(spending.get("spent").decimalValue()).as("spent").isEqualByComparingTo(spent);
        assertThat(spending.get("setAside").decimalValue()).as("set aside").isEqualByComparingTo(setAside);
    }

    @Test
    void whatAModerationWasChargedIsSpent() {
        emulator().nextTask(TaskScript.moderatedContent("Violence"));
        emulator().always(Step.POLL, Fault.answering(body -> body.replaceAll("\"cost\":[0-9.]+", "\"cost\":6.0")));
        try (RunningStudio studio = studio()) {
            JsonNode picture = failureOf(studio);

            assertThat(picture.at("/trouble/detail").asText()).endsWith("It was charged all the same.");
            assertThat(picture.get("state").asText()).isEqualTo("FAILED");
            assertMoney(studio, "0.06", "0");
        }
    }

    @Test
    void whatAFailureWasChargedIsSpent() {
        emulator().nextTask(TaskScript.error("Internal error"));
        emulator()
                .always(
                        Step.POLL,
                        Fault.answering(body ->
                                body.replaceAll("\"cost\":[0-9.]+,?", "").replaceFirst("\\{", "{\"cost\":6.0,")));
        try (RunningStudio studio = studio()) {
            assertThat(failureOf(studio).get("state").asText()).isEqualTo("FAILED");

            assertMoney(studio, "0.06", "0");
        }
    }

    /** Nobody knows whether it was charged, so it counts as if it was. */
    @Test
    @Tag("full")
    void whatTheProviderLostCountsAsSpent() {
        emulator().nextTask(TaskScript.lost());
        try (RunningStudio studio = studio()) {
            JsonNode picture = failureOf(studio);

            assertThat(picture.get("state").asText()).isEqualTo("FAILED");
            assertThat(picture.at("/trouble/title").asText()).isEqualTo("The provider lost it");
            assertMoney(studio, "0.06", "0");
        }
    }

    @Test
    void whatTakesTooLongIsHeldAndFetchedAfterARestart() {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(3)));
        try (RunningStudio studio = studio("camel.component.flux.timeout=500ms")) {
            JsonNode picture = failureOf(studio);

            assertThat(picture.get("state").asText()).isEqualTo("HELD");
            assertThat(picture.at("/trouble/title").asText()).isEqualTo("This takes longer than usual");
            assertMoney(studio, "0", "0.06");
        }
        try (RunningStudio studio = studio()) {
            assertThat(studio.awaitPicture("A fox").get("state").asText()).isEqualTo("READY");
            assertMoney(studio, "0.06", "0");
        }
        assertThat(emulator().ledger().charges()).hasSize(1);
    }

    /** Such as the page of a captive portal in place of the picture. */
    @Test
    void whatCameBackAsNoPictureIsHeldAndFetchedAfterARestart() {
        emulator().always(Step.DOWNLOAD, Fault.body("<html>Log in to go on</html>"));
        try (RunningStudio studio = studio()) {
            assertThat(failureOf(studio).get("state").asText()).isEqualTo("HELD");
            assertMoney(studio, "0", "0.06");
        }
        emulator().clearFaults();
        try (RunningStudio studio = studio()) {
            assertThat(studio.awaitPicture("A fox").get("state").asText()).isEqualTo("READY");
            assertMoney(studio, "0.06", "0");
        }
        assertThat(emulator().ledger().charges()).hasSize(1);
    }
}
