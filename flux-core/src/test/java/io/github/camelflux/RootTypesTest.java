package io.github.camelflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.Untrusted;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small types that users meet: shapes, costs, texts for people, and errors. */
class RootTypesTest {
    private static final Ticket TICKET =
            Ticket.parse("fx1|bfl|ultra|t-1|2026-11-21T12:00:00Z|0.05|https://api.bfl.ai/v1/get_result?id=t-1");

    @ParameterizedTest
    @ValueSource(strings = {"21:9", "9:21", "1:1", "7:3", "16:9", "99999:99999", "016:09"})
    void readsAspectRatiosUpToTheirBounds(String text) {
        assertThat(AspectRatio.parse(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2101:900", "900:2101", "22:9", "0:1", "1:", ":1", "1:1:1", "1.0:1", " 1:1", "999999:999999", "x"
            })
    void readsNoOtherAspectRatios(String text) {
        assertThat(AspectRatio.parse(text)).isEmpty();
    }

    @Test
    void makesNoAspectRatioOutOfBounds() {
        assertThat(new AspectRatio(Integer.MAX_VALUE, Integer.MAX_VALUE).reduced())
                .isEqualTo(new AspectRatio(1, 1));
        assertThatThrownBy(() -> new AspectRatio(22, 9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("22:9");
        assertThatThrownBy(() -> new AspectRatio(Integer.MAX_VALUE, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AspectRatio(-16, -9)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new AspectRatio(32, 18)).hasToString("32:18");
    }

    @Test
    void countsACreditAsACent() {
        assertThat(Cost.ofCredits(new BigDecimal("4.5"), Cost.Source.SETTLED).dollars())
                .isEqualByComparingTo("0.045");
        assertThat(Cost.listPrice(FluxModel.ULTRA).orElseThrow().dollars()).isEqualByComparingTo("0.06");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.01", "1e999999999", "1e-999999999"})
    void knowsNoNegativeNorAstronomicalCost(String dollars) {
        assertThatThrownBy(() -> new Cost(new BigDecimal(dollars), Cost.Source.QUOTED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void chargesTheSettledCostThenTheQuoteThenTheListPrice() {
        Cost settled = new Cost(new BigDecimal("0.04"), Cost.Source.SETTLED);
        Ticket unquoted = Ticket.parse(TICKET.toText().replace("0.05", ""));

        assertThat(Cost.charged(TICKET, ready(settled))).contains(settled);
        assertThat(Cost.charged(TICKET, ready(null))).contains(TICKET.quote().cost());
        assertThat(Cost.charged(unquoted, ready(null))).isEqualTo(Cost.listPrice(FluxModel.ULTRA));
    }

    @Test
    void chargesNothingForWhatBroughtNoImageUnlessTheProviderSaysSo() {
        Cost settled = new Cost(new BigDecimal("0.04"), Cost.Source.SETTLED);

        assertThat(Cost.charged(TICKET, new TaskStatus.Moderated(TaskStatus.Stage.CONTENT, List.of(), null)))
                .isEmpty();
        assertThat(Cost.charged(TICKET, new TaskStatus.Moderated(TaskStatus.Stage.CONTENT, List.of(), settled)))
                .contains(settled);
        assertThat(Cost.charged(TICKET, new TaskStatus.Failed("x", null))).isEmpty();
        assertThat(Cost.charged(TICKET, new TaskStatus.Failed("x", settled))).contains(settled);
        assertThat(Cost.charged(TICKET, new TaskStatus.NotFound())).isEmpty();
        assertThat(Cost.charged(TICKET, new TaskStatus.Pending("Pending", true, null)))
                .isEmpty();
    }

    private static TaskStatus ready(Cost cost) {
        RemoteImage image = new RemoteImage(URI.create("https://cdn.bfl.ai/a?sig=CANARY"), Instant.EPOCH, null);
        return new TaskStatus.Ready(List.of(image), cost);
    }

    @Test
    void knowsWhatHasEnded() {
        assertThat(ready(null).hasEnded()).isTrue();
        assertThat(new TaskStatus.Failed("x", null).hasEnded()).isTrue();
        assertThat(new TaskStatus.Moderated(TaskStatus.Stage.REQUEST, List.of(), null).hasEnded())
                .isTrue();
        assertThat(new TaskStatus.NotFound().hasEnded()).isFalse();
        assertThat(new TaskStatus.Pending("x", false, null).hasEnded()).isFalse();
        assertThatThrownBy(() -> new TaskStatus.Ready(List.of(), null)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"bfl, BFL", "BFL, ", "runware2, ", "'', "})
    void findsAProviderByItsName(String name, Provider provider) {
        if (provider == null) {
            assertThatThrownBy(() -> Provider.of(name)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(Provider.of(name)).isEqualTo(provider);
        }
    }

    @Test
    void makesForeignTextFitForOneLine() {
        assertThat(Printable.of("a\r\nb\tc\u0000d\u001b[2Je\u202ef\u200bg\u2028h\u2029i\ud800j"))
                .isEqualTo("a  b c d [2Je f g h i j");
        assertThat(Printable.of("\u00e4 \u4e16 \ud83c\udf0a")).isEqualTo("\u00e4 \u4e16 \ud83c\udf0a");
        assertThat(Printable.of("x".repeat(200))).hasSize(200);
        assertThat(Printable.of("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
        assertThat(Printable.of("x".repeat(199) + "\ud83c\udf0a")).isEqualTo("x".repeat(199) + " ...");
    }

    @Test
    void carriesWhatIsKnownOfTheTask() {
        TaskContext context = new TaskContext(Provider.BFL, "k", null).with(TICKET);
        Throttled throttled = new Throttled("later", Duration.ofSeconds(7), context);

        assertThat(throttled.provider()).contains(Provider.BFL);
        assertThat(throttled.taskKey()).contains("k");
        assertThat(throttled.ticket()).contains(TICKET);
        assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(new Throttled("later", null, TaskContext.NONE).retryAfter()).isEmpty();
        assertThat(new Throttled("later", null, TaskContext.NONE).provider()).isEmpty();
    }

    @Test
    void tellsAModerationsReasonsOnOneLine() {
        var status = new TaskStatus.Moderated(TaskStatus.Stage.REQUEST, List.of("Violence\n", "Sexual Content"), null);
        Moderated moderated = new Moderated(status, TaskContext.NONE);

        assertThat(moderated).hasMessage("The provider's moderation stopped the request (Violence , Sexual Content)");
        assertThat(moderated.stage()).isEqualTo(TaskStatus.Stage.REQUEST);
        assertThat(moderated.reasons()).hasSize(2);
    }

    @Test
    void keepsARefusedAddressOutOfEveryText() {
        URI address = URI.create("https://cdn.bfl.ai/a?sig=CANARY");
        Untrusted untrusted = new Untrusted(
                "not accepted", address, TaskContext.of(Provider.BFL).with(TICKET), null);

        assertThat(untrusted.address()).contains(address);
        assertThat(untrusted.toString() + untrusted.getLocalizedMessage()).doesNotContain("CANARY");
        assertThat(ready(null).toString()).doesNotContain("CANARY");
    }

    @Test
    void canBeSerialisedAsEveryException() throws Exception {
        GenerationFailed failed = new GenerationFailed(
                GenerationFailed.Reason.LOST,
                "lost",
                TaskContext.of(Provider.BFL).with(TICKET),
                null);
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            out.writeObject(failed);
        }
        assertThat(failed.reason()).isEqualTo(GenerationFailed.Reason.LOST);
    }
}
