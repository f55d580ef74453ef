package io.github.camelflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.FluxException.InvalidRequest;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTest {
    private static final String ADDRESS = "https://api.eu2.bfl.ai/v1/get_result?id=3f1c&x=%7C%20";

    private static Ticket ticket(Quote quote) {
        return new Ticket(
                Provider.BFL,
                FluxModel.ULTRA,
                "3f1c-7d_A.b",
                URI.create(ADDRESS),
                Instant.parse("2026-11-21T12:00:00.123456789Z"),
                quote);
    }

    @Test
    void readsWhatItWrote() {
        Cost cost = new Cost(new BigDecimal("0.014"), Cost.Source.QUOTED);
        Ticket quoted = ticket(new Quote(cost, null, null));

        assertThat(Ticket.parse(quoted.toText())).isEqualTo(quoted);
        assertThat(Ticket.parse(ticket(Quote.NONE).toText())).isEqualTo(ticket(Quote.NONE));
        assertThat(quoted).hasToString("fx1|bfl|ultra|3f1c-7d_A.b|2026-11-21T12:00:00.123456789Z|0.014|" + ADDRESS);
    }

    @ParameterizedTest
    @CsvSource({"ULTRA, ultra", "ULTRA_FINETUNED, ultra-finetuned", "PRO, pro"})
    void namesTheModel(FluxModel model, String name) {
        Ticket ticket = new Ticket(
                Provider.BFL, model, "t-1", URI.create(ADDRESS), Instant.parse("2026-11-21T12:00:00Z"), Quote.NONE);

        assertThat(ticket).hasToString("fx1|bfl|" + name + "|t-1|2026-11-21T12:00:00Z||" + ADDRESS);
        assertThat(Ticket.parse(ticket.toText())).isEqualTo(ticket);
    }

    @Test
    void keepsEachPartOfTheQuote() {
        Cost cost = new Cost(new BigDecimal("0.06"), Cost.Source.QUOTED);
        BigDecimal input = new BigDecimal("1.05");
        BigDecimal output = new BigDecimal("4.19");
        for (Quote quote : List.of(
                new Quote(cost, input, output),
                new Quote(cost, null, output),
                new Quote(null, input, null),
                new Quote(null, new BigDecimal("1E+3"), new BigDecimal("4.190")),
                new Quote(null, null, output))) {
            assertThat(Ticket.parse(ticket(quote).toText()).quote()).isEqualTo(quote);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fx1",
                "||||||",
                "fx2|bfl|ultra|t|2026-11-21T12:00:00Z||https://api.bfl.ai/",
                "FX1|bfl|ultra|t|2026-11-21T12:00:00Z||https://api.bfl.ai/",
                "fx1|other|ultra|t|2026-11-21T12:00:00Z||https://api.bfl.ai/",
                "fx1|bfl|other|t|2026-11-21T12:00:00Z||https://api.bfl.ai/",
                "fx1|bfl|ultra||2026-11-21T12:00:00Z||https://api.bfl.ai/",
                "fx1|bfl|ultra|two words|2026-11-21T12:00:00Z||https://api.bfl.ai/",
                "fx1|bfl|ultra|../t|2026-11-21T12:00:00Z||https://api.bfl.ai/",
                "fx1|bfl|ultra|t\n|2026-11-21T12:00:00Z||https://api.bfl.ai/",
                "fx1|bfl|ultra|t|yesterday||https://api.bfl.ai/",
                "fx1|bfl|ultra|t|||https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|-1|https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|much|https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|NaN|https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|1e999999999|https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|1e-999999999|https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|1e99999999999|https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|,1e999999999|https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|,,-1|https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|1,2,3,4|https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|1,2,3,|https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|,,,,,,|https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|1 |https://api.bfl.ai/",
                "fx1|bfl|ULTRA|t|2026-11-21T12:00:00Z||https://api.bfl.ai/",
                "fx1|bfl|ultra-|t|2026-11-21T12:00:00Z||https://api.bfl.ai/",
                "fx1|bfl|\u001b[2J\n|t|2026-11-21T12:00:00Z||https://api.bfl.ai/",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z|",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z||https://api.bfl.ai/|more",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z||https://api.bfl.ai/\r\nx: y",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z||https://api.bfl.ai/ ",
                "fx1|bfl|ultra|t|2026-11-21T12:00:00Z||https://api.bfl.ai/\u202egnp",
                " fx1|bfl|ultra|t|2026-11-21T12:00:00Z||https://api.bfl.ai/",
                "{\"id\":\"t\"}",
                "\u0000\u001b[2J"
            })
    void refusesAnyOtherText(String text) {
        assertThatThrownBy(() -> Ticket.parse(text))
                .isInstanceOfSatisfying(
                        InvalidRequest.class,
                        e -> assertThat(e.faults())
                                .extracting(RequestFault::field)
                                .containsExactly("ticket"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\r", "\u001b", "\u202e"));
    }

    @Test
    void refusesATextWithoutEndAndDoesNotRepeatItAll() {
        String endless = "fx1|bfl|ultra|t|2026-11-21T12:00:00Z||https://api.bfl.ai/" + "a".repeat(1_000_000);

        assertThatThrownBy(() -> Ticket.parse(endless))
                .isInstanceOf(InvalidRequest.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
    }

    @Test
    void canAlwaysReadTheLongestThatItWrites() {
        Ticket longest = new Ticket(
                Provider.BFL,
                FluxModel.ULTRA,
                "i".repeat(200),
                URI.create("https://api.bfl.ai/" + "a".repeat(1981)),
                Instant.MAX,
                new Quote(
                        new Cost(new BigDecimal("9".repeat(30)), Cost.Source.QUOTED),
                        new BigDecimal("9".repeat(30)),
                        new BigDecimal("9".repeat(30))));

        assertThat(Ticket.parse(longest.toText())).isEqualTo(longest);
        assertThatThrownBy(() -> new Ticket(
                        Provider.BFL,
                        FluxModel.ULTRA,
                        "i",
                        URI.create("https://api.bfl.ai/" + "a".repeat(1982)),
                        Instant.MAX,
                        Quote.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundsTheId() {
        assertThat(Ticket.isId("i".repeat(200))).isTrue();
        assertThat(Ticket.isId("i".repeat(201))).isFalse();
        assertThat(Ticket.isId("")).isFalse();
        assertThat(Ticket.isId("a|b")).isFalse();
        assertThat(Ticket.isId("\u00e4")).isFalse();
        assertThat(Ticket.isId("a\n")).isFalse();
    }
}
