package io.github.camelflux.provider;

import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.Parameter;
import io.github.camelflux.Provider;
import io.github.camelflux.Quote;
import io.github.camelflux.TaskContext;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.ScriptedTransport.Sent;
import io.github.camelflux.http.TrustedOrigins;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to begin a task at Runware, and what a good answer to that means. */
class RunwareSubmitTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final TaskContext CONTEXT = TaskContext.of(Provider.RUNWARE);
    private static final String ID = "17a2b204-94c7-4ae5-8c2d-369f6ed0eab6";
    private static final Schema PAGE = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(RunwareSubmitTest.class.getResourceAsStream("runware-ultra-input.schema.json"));

    private final RunwareDialect dialect = dialect(null);

    private static RunwareDialect dialect(@Nullable String baseUrl) {
        URI base = baseUrl == null ? null : URI.create(baseUrl);
        TrustedOrigins origins = TrustedOrigins.of(Provider.RUNWARE, base, List.of());
        return new RunwareDialect(base, ApiKey.of(Provider.RUNWARE, "test-key"), origins, 1024);
    }

    private Sent sent(ImageRequest request) {
        ScriptedTransport network = new ScriptedTransport();
        network.send(dialect.submit(request, ID, Duration.ofSeconds(1)));
        return network.calls().get(0);
    }

    private static ImageRequest.Builder simple() {
        return ImageRequest.ultra().checkedFor(Provider.RUNWARE).prompt("A pier");
    }

    private SubmitAnswer read(ImageRequest request, int status, String body) {
        return dialect.readSubmit(
                new Dialect.Submitted(request, CONTEXT, ID), (HttpOutcome.Reply) reply(status, body), NOW);
    }

    private Ticket accepted(ImageRequest request, int status, String body) {
        SubmitAnswer answer = read(request, status, body);
        assertThat(answer).isInstanceOf(SubmitAnswer.Accepted.class);
        return ((SubmitAnswer.Accepted) answer).ticket();
    }

    private static void assertIsOfThePage(String body) {
        assertThat(PAGE.validate(body, InputFormat.JSON)).as(body).isEmpty();
    }

    @Test
    void sendsNothingThatIsNotSetButTheSizeTheDeliveryAndTheQuestionForTheCost() {
        assertThat(sent(simple().build()).text())
                .isEqualTo("[{\"taskType\":\"imageInference\",\"taskUUID\":\"" + ID
                        + "\",\"deliveryMethod\":\"async\",\"includeCost\":true,\"model\":\"bfl:2@2\","
                        + "\"width\":2752,\"height\":1536,\"positivePrompt\":\"A pier\"}]");
    }

    @Test
    void sendsEverythingByTheNamesOfThePage() {
        String body = sent(simple().prompt("A pier \"at\" dusk\n\u00e4\ud83c\udf0a")
                        .promptUpsampling(true)
                        .seed(0L)
                        .aspectRatio("18:42")
                        .safetyTolerance(6)
                        .outputFormat("webp")
                        .raw(false)
                        .outputQuality(20)
                        .numberResults(20)
                        .checkContent(true)
                        .outputType("URL")
                        .ttl(60)
                        .uploadEndpoint("https://a.example/put?X-Amz-Signature=a&b=2")
                        .webhookUrl("https://b.example/hook?token=1")
                        .build())
                .text();

        assertThat(body)
                .isEqualTo("[{\"taskType\":\"imageInference\",\"taskUUID\":\"" + ID
                        + "\",\"deliveryMethod\":\"async\",\"includeCost\":true,\"model\":\"bfl:2@2\","
                        + "\"width\":1344,\"height\":3136,\"positivePrompt\":\"A pier \\\"at\\\" dusk\\n\u00e4\\uD83C\\uDF0A\","
                        + "\"providerSettings\":{\"bfl\":{\"promptUpsampling\":true,\"safetyTolerance\":6,\"raw\":false}},"
                        + "\"seed\":0,\"outputFormat\":\"WEBP\",\"outputQuality\":20,\"numberResults\":20,"
                        + "\"safety\":{\"checkContent\":true},\"outputType\":\"URL\",\"ttl\":60,"
                        + "\"uploadEndpoint\":\"https://a.example/put?X-Amz-Signature=a&b=2\","
                        + "\"webhookURL\":\"https://b.example/hook?token=1\"}]");
        assertIsOfThePage(body);
    }

    @ParameterizedTest(name = "{0}, {index}")
    @MethodSource("io.github.camelflux.RunwareTableTest#taken")
    void sendsWhatThePageTakesWhateverIsSet(String parameter, Object given, Object read) {
        assertIsOfThePage(sent(simple().set(Parameter.find(parameter).orElseThrow(), given)
                        .build())
                .text());
    }

    @ParameterizedTest
    @CsvSource({
        "21:9, 3136, 1344",
        "16:9, 2752, 1536",
        "4:3, 2368, 1792",
        "3:2, 2496, 1664",
        "1:1, 2048, 2048",
        "2:3, 1664, 2496",
        "3:4, 1792, 2368",
        "9:16, 1536, 2752",
        "9:21, 1344, 3136"
    })
    void spellsASizeAsPixelsHoweverItWasGiven(String ratio, int width, int height) {
        String size = "\"width\":" + width + ",\"height\":" + height + ",";
        String byRatio = sent(simple().aspectRatio(ratio).build()).text();
        String byPixels = sent(simple().width(width).height(height).build()).text();

        assertThat(byRatio).contains(size).doesNotContain("aspect").isEqualTo(byPixels);
        assertIsOfThePage(byRatio);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4294967296L, 9007199254740993L, Long.MAX_VALUE})
    void keepsEveryDigitOfASeed(long seed) {
        String body = sent(simple().seed(seed).build()).text();

        assertThat(body).contains("\"seed\":" + seed + "}");
        assertIsOfThePage(body);
    }

    @Test
    void sendsTheKeyInAHeaderToTheOneAddress() {
        Sent submit = sent(simple().build());

        assertThat(submit.address()).hasToString("https://api.runware.ai/v1");
        assertThat(submit.headers())
                .containsOnly(
                        entry("Accept", "application/json"),
                        entry("Authorization", "Bearer test-key"),
                        entry("Content-Type", "application/json"));
        assertThat(submit.text()).doesNotContain("test-key");
    }

    @Test
    void namesEachTaskAfresh() {
        assertThat(dialect.newTaskId().orElseThrow())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
                .isNotEqualTo(dialect.newTaskId().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":[{\"taskType\":\"imageInference\",\"taskUUID\":\"" + ID + "\"}]}",
                "{\"data\":[{\"taskType\":\"imageInference\",\"taskUUID\":\"" + ID + "\",\"status\":\"processing\"}]}",
                "{\"data\":[],\"errors\":[]}",
                "{\"data\":[]}"
            })
    void isAcceptedByEachAcknowledgement(String body) {
        Ticket ticket = accepted(simple().build(), 200, body);

        assertThat(ticket)
                .isEqualTo(new Ticket(
                        Provider.RUNWARE,
                        FluxModel.ULTRA,
                        ID,
                        URI.create("https://api.runware.ai/v1?results=1"),
                        NOW,
                        Quote.NONE));
        assertThat(Ticket.parse(ticket.toText())).isEqualTo(ticket);
        assertThat(dialect.isOurs(ticket)).isTrue();
    }

    @Test
    void isAcceptedWhenTheNameIsTakenAlready() {
        accepted(
                simple().build(),
                400,
                "{\"data\":[],\"errors\":[{\"code\":\"conflictTaskUUID\",\"message\":\"In use.\",\"parameter\":\"taskUUID\","
                        + "\"taskUUID\":\"" + ID + "\"}]}");
    }

    @Test
    void tellsATicketHowItsImagesAreDelivered() {
        ImageRequest inline = simple().numberResults(7).outputType("dataURI").build();
        ImageRequest shortLived = simple().ttl(60).build();

        assertThat(accepted(inline, 200, "{\"data\":[]}").pollingUrl())
                .hasToString("https://api.runware.ai/v1?results=7&inline=1");
        assertThat(accepted(shortLived, 200, "{\"data\":[]}").pollingUrl())
                .hasToString("https://api.runware.ai/v1?results=1&ttl=60");
        assertThat(RunwareDelivery.of(accepted(inline, 200, "{\"data\":[]}"))).isEqualTo(RunwareDelivery.of(inline));
        assertThat(RunwareDelivery.of(accepted(shortLived, 200, "{\"data\":[]}")))
                .isEqualTo(RunwareDelivery.of(shortLived));
    }

    @ParameterizedTest
    @CsvSource({
        "results=0, 1",
        "results=21, 20",
        "results=999999999, 20",
        "results=9999999999, 1",
        "results=-1, 1",
        "results=, 1",
        "x=results=3, 1",
        "inline=1&results=3, 3"
    })
    void believesNoTicketThatClaimsMoreThanThereCanBe(String query, int results) {
        Ticket ticket =
                Ticket.parse("fx1|runware|ultra|" + ID + "|2026-11-21T12:00:00Z||https://api.runware.ai/v1?" + query);

        assertThat(RunwareDelivery.of(ticket).results()).isEqualTo(results);
    }
}
