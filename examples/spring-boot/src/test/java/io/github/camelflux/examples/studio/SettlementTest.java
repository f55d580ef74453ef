package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.Step;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a person says of a picture that may have been paid for, and what that does to the money. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SettlementTest {
    @RegisterExtension
    final FluxEmulatorExtension flux = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(100)).sketches(true));

    private RunningStudio studio;
    private JsonNode before;

    @BeforeAll
    void open(@TempDir Path directory) {
        studio = RunningStudio.on(flux.emulator(), directory);
    }

    @AfterAll
    void close() {
        studio.close();
    }

    @BeforeEach
    void lookAtTheMoney() {
        before = studio.spending();
    }

    /** The provider took it, and the answer was lost. */
    private String doubt(String prompt) {
        flux.emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        String id = studio.ask(prompt).get("id").asText();
        assertThat(studio.awaitEnd(prompt).get("state").asText()).isEqualTo("DOUBT");
        return id;
    }

    private String taskOf(String prompt) {
        return flux.emulator().ledger().charges().stream()
                .filter(charge -> charge.prompt().equals(prompt))
                .findFirst()
                .orElseThrow()
                .taskId();
    }

    private long submitsOf(String prompt) {
        return flux.emulator().ledger().charges().stream()
                .filter(charge -> charge.prompt().equals(prompt))
                .count();
    }

    /** More than before the test. */
    private void assertMoney(String spent, String setAside) {
        JsonNode now = studio.spending();
        assertThat(now.get("spent").decimalValue().subtract(before.get("spent").decimalValue()))
                .as("spent")
                .isEqualByComparingTo(spent);
        assertThat(now.get("setAside")
                        .decimalValue()
                        .subtract(before.get("setAside").decimalValue()))
                .as("set aside")
                .isEqualByComparingTo(setAside);
    }

    private HttpResponse<byte[]> settle(String id, String how) {
        return studio.post("/api/pictures/" + id + "/" + how, "");
    }

    private static void assertDone(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(204);
    }

    private static void assertTrouble(HttpResponse<byte[]> answer, int status, String title) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(RunningStudio.json(answer).get("title").asText()).isEqualTo(title);
        assertThat(RunningStudio.json(answer).get("detail").asText()).endsWith(".");
    }

    @Test
    void whatTheAccountHasIsFetchedByItsId() {
        String id = doubt("An adopted fox");
        assertMoney("0", "0.06");
        String adopt = "/api/pictures/" + id + "/adopt";

        assertTrouble(studio.post(adopt, "{\"task\": \"no such task\"}"), 400, "The provider does not know this id");
        assertTrouble(
                studio.post(adopt, "{\"task\": \"7c9e6679-7425-40de-944b-e07fc1f90ae7\"}"),
                400,
                "The provider does not know this id");
        assertTrouble(studio.post(adopt, "{}"), 400, "A task's id is needed");
        String task = "{\"task\": \" " + taskOf("An adopted fox") + " \"}";
        assertDone(studio.post(adopt, task));

        studio.awaitReady(id);
        assertMoney("0.06", "0");
        assertTrouble(studio.post(adopt, task), 409, "This is not in doubt any more");
        assertThat(submitsOf("An adopted fox")).isEqualTo(1);
    }

    @Test
    void aProviderThatCannotBeAskedSettlesNothing() {
        String id = doubt("A fox of tomorrow");
        flux.emulator().always(Step.POLL, Fault.status(500));
        try {
            assertTrouble(
                    studio.post(
                            "/api/pictures/" + id + "/adopt", "{\"task\": \"" + taskOf("A fox of tomorrow") + "\"}"),
                    502,
                    "This could not be settled now");
        } finally {
            flux.emulator().clearFaults();
        }
        assertMoney("0", "0.06");
    }

    @Test
    void whatWasNeverMadeFreesItsPriceAndCanBeDismissed() {
        String id = doubt("A released fox");

        assertDone(settle(id, "release"));

        assertThat(studio.awaitPicture("A released fox").at("/trouble/title").asText())
                .isEqualTo("This picture was never made");
        assertMoney("0", "0");
        assertThat(studio.delete("/api/pictures/" + id).statusCode()).isEqualTo(204);
        assertThat(studio.pictures().findValuesAsText("id")).doesNotContain(id);
    }

    @Test
    void whatNobodyWillFindOutCountsAsSpent() {
        String id = doubt("A lost fox");

        assertDone(settle(id, "give-up"));

        assertThat(studio.awaitPicture("A lost fox").get("state").asText()).isEqualTo("FAILED");
        assertMoney("0.06", "0");
    }

    /** Out of sight is not out of the account. */
    @Test
    void aDoubtThatIsDismissedKeepsItsPriceAndCanBeSettledLater() {
        String id = doubt("A hidden fox");

        assertThat(studio.delete("/api/pictures/" + id).statusCode()).isEqualTo(204);

        assertThat(studio.pictures().findValuesAsText("id")).doesNotContain(id);
        assertMoney("0", "0.06");
        assertDone(settle(id, "restore"));
        assertThat(studio.pictures().findValuesAsText("id")).contains(id);
        assertDone(settle(id, "release"));
        assertMoney("0", "0");
    }

    @Test
    void whatWasSettledElsewhereIsToldWhenItIsSettledOnceMore() throws Exception {
        String id = doubt("A fox by JMX");
        flux(studio).giveUpTask(id);

        assertTrouble(settle(id, "release"), 409, "This is not in doubt any more");

        assertThat(studio.awaitPicture("A fox by JMX").get("state").asText()).isEqualTo("FAILED");
        assertMoney("0.06", "0");
    }

    private static FluxComponent flux(RunningStudio studio) {
        return studio.application().getBean(CamelContext.class).getComponent("flux", FluxComponent.class);
    }

    @Test
    void whatIsHeldIsAskedForAgainWithoutARestartAndWithoutPayingAgain() {
        flux.emulator().always(Step.DOWNLOAD, Fault.body("<html>Log in to go on</html>"));
        String id = studio.ask("A fox behind a portal").get("id").asText();
        assertThat(studio.awaitEnd("A fox behind a portal").get("state").asText())
                .isEqualTo("HELD");
        assertMoney("0", "0.06");
        flux.emulator().clearFaults();

        assertDone(settle(id, "again"));

        studio.awaitReady(id);
        assertMoney("0.06", "0");
        assertTrouble(settle(id, "again"), 409, "This is not in doubt any more");
        assertThat(submitsOf("A fox behind a portal")).isEqualTo(1);
    }

    @Test
    void whatIsNotInDoubtCannotBeSettled() {
        String id = studio.ask("A fox in plain sight").get("id").asText();
        studio.awaitReady(id);

        assertTrouble(settle(id, "give-up"), 409, "This is not in doubt any more");
        assertTrouble(settle("nothing", "release"), 404, "There is no such picture");
        assertMoney("0.06", "0");
    }

    /** By JMX, say; or the studio was killed between the journal and its own table. */
    @Test
    @Tag("full")
    void whatWasSettledElsewhereIsSettledHereAtTheNextStart(@TempDir Path other) throws Exception {
        try (RunningStudio first = RunningStudio.on(flux.emulator(), other)) {
            flux.emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
            first.ask("A fox of yesterday");
            flux(first)
                    .releaseTask(first.awaitEnd("A fox of yesterday").get("id").asText());
        }
        try (RunningStudio second = RunningStudio.on(flux.emulator(), other)) {
            assertThat(second.awaitPicture("A fox of yesterday")
                            .at("/trouble/title")
                            .asText())
                    .isEqualTo("This picture was never made");
            assertThat(second.spending().get("setAside").decimalValue()).isZero();
        }
        assertThat(submitsOf("A fox of yesterday")).isEqualTo(1);
    }
}
