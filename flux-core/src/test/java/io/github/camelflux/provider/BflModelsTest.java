package io.github.camelflux.provider;

import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InputImage;
import io.github.camelflux.Parameter;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import io.github.camelflux.SampleRequests;
import io.github.camelflux.TaskContext;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.ScriptedTransport.Sent;
import io.github.camelflux.http.TrustedOrigins;
import io.github.camelflux.image.SamplePictures;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where each model's requests go, and what is in them. */
class BflModelsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final TaskContext CONTEXT = TaskContext.of(Provider.BFL);
    private static final byte[] PICTURE = SamplePictures.jpeg(4, 4);
    private static final Map<FluxModel, Schema> SCHEMAS = Map.of(
            FluxModel.ULTRA, schema("flux-ultra-input"),
            FluxModel.ULTRA_FINETUNED, schema("flux-ultra-finetuned-input"),
            FluxModel.PRO, schema("flux-pro-input"));

    private static Schema schema(String name) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(BflModelsTest.class.getResourceAsStream(name + ".schema.json"), InputFormat.JSON);
    }

    private static BflDialect dialect(@Nullable URI baseUrl) {
        TrustedOrigins origins = TrustedOrigins.of(Provider.BFL, baseUrl, List.of());
        return new BflDialect(baseUrl, ApiKey.of(Provider.BFL, "test-key"), origins);
    }

    private static Sent sent(@Nullable URI baseUrl, ImageRequest request) {
        ScriptedTransport network = new ScriptedTransport();
        network.send(dialect(baseUrl).submit(request, null, Duration.ofSeconds(1)));
        return network.calls().get(0);
    }

    private static String body(ImageRequest.Builder request) {
        return sent(null, request.build()).text();
    }

    /** Sets what a model takes of values that differ from every default. */
    private static ImageRequest.Builder everything(FluxModel model) {
        ImageRequest.Builder request = SampleRequests.of(model)
                .promptUpsampling(true)
                .seed(42L)
                .safetyTolerance(6)
                .outputFormat("png")
                .imagePrompt(InputImage.of(PICTURE))
                .webhookUrl("https://example.com/hook")
                .webhookSecret("s3cret");
        return switch (model) {
            case ULTRA -> request.aspectRatio("1:1").raw(true).imagePromptStrength(0.25);
            case ULTRA_FINETUNED ->
                request.aspectRatio("1:1").finetuneStrength(2.0).imagePromptStrength(0.25);
            case PRO -> request.width(1440).height(256);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "ULTRA, https://api.bfl.ai/v1/flux-pro-1.1-ultra",
        "ULTRA_FINETUNED, https://api.us1.bfl.ai/v1/flux-pro-1.1-ultra-finetuned",
        "PRO, https://api.bfl.ai/v1/flux-pro-1.1"
    })
    void sendsEachModelToItsDocumentsServer(FluxModel model, String address) {
        assertThat(sent(null, SampleRequests.of(model).build()).address()).hasToString(address);
    }

    @ParameterizedTest
    @CsvSource({"ULTRA, flux-pro-1.1-ultra", "ULTRA_FINETUNED, flux-pro-1.1-ultra-finetuned", "PRO, flux-pro-1.1"})
    void sendsEveryModelToTheConfiguredServer(FluxModel model, String path) {
        URI gateway = URI.create("https://gateway.example:8443/bfl/");

        assertThat(sent(gateway, SampleRequests.of(model).build()).address())
                .hasToString("https://gateway.example:8443/bfl/v1/" + path);
    }

    @ParameterizedTest
    @CsvSource({
        "ULTRA, https://api.bfl.ai, ",
        "ULTRA_FINETUNED, https://api.us1.bfl.ai, ",
        "PRO, https://api.bfl.ai, ",
        "ULTRA, https://gateway.example/x, https://gateway.example/x",
        "ULTRA_FINETUNED, https://gateway.example/x, https://gateway.example/x",
        "PRO, https://gateway.example/x, https://gateway.example/x"
    })
    void asksForATaskWithAWebhookAtTheServerThatTookIt(FluxModel model, String server, @Nullable URI baseUrl) {
        ImageRequest request =
                SampleRequests.of(model).webhookUrl("https://example.com").build();
        HttpOutcome answer =
                reply(200, "{\"id\":\"w-1\",\"status\":\"Pending\",\"webhook_url\":\"https://example.com\"}");
        BflDialect dialect = dialect(baseUrl);

        Ticket ticket = accepted(
                dialect.readSubmit(new Dialect.Submitted(request, CONTEXT, null), (HttpOutcome.Reply) answer, NOW));

        assertThat(ticket.model()).isEqualTo(model);
        assertThat(ticket.pollingUrl()).hasToString(server + "/v1/get_result?id=w-1");
        assertThat(dialect.poll(
                                List.of(new Dialect.Question(CONTEXT, Ticket.parse(ticket.toText()), false)),
                                Duration.ofSeconds(1))
                        .address())
                .isEqualTo(ticket.pollingUrl());
    }

    private static Ticket accepted(SubmitAnswer answer) {
        assertThat(answer).isInstanceOf(SubmitAnswer.Accepted.class);
        return ((SubmitAnswer.Accepted) answer).ticket();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ULTRA | {\"prompt\":\"A pier\"}",
                "ULTRA_FINETUNED | {\"prompt\":\"A pier\",\"finetune_id\":\"my-finetune\"}",
                "PRO | {\"prompt\":\"A pier\"}"
            })
    void sendsNothingThatIsNotSet(FluxModel model, String body) {
        assertThat(body(SampleRequests.of(model))).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ULTRA | ,\"aspect_ratio\":\"1:1\" | ,\"raw\":true | ,\"image_prompt_strength\":0.25",
                "ULTRA_FINETUNED | ,\"aspect_ratio\":\"1:1\" | ,\"finetune_id\":\"my-finetune\",\"finetune_strength\":2.0 |"
                        + " ,\"image_prompt_strength\":0.25",
                "PRO | ,\"width\":1440,\"height\":256 | '' | ''"
            })
    void sendsEachParameterUnderTheProvidersName(FluxModel model, String shape, String own, String strength) {
        assertThat(body(everything(model)))
                .isEqualTo("{\"prompt\":\"A pier\",\"prompt_upsampling\":true,\"seed\":42" + shape
                        + ",\"safety_tolerance\":6,\"output_format\":\"png\"" + own + ",\"image_prompt\":\""
                        + Base64.getEncoder().encodeToString(PICTURE) + "\"" + strength
                        + ",\"webhook_url\":\"https://example.com/hook\",\"webhook_secret\":\"s3cret\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ULTRA | imagePromptStrength | ,\"image_prompt_strength\":0.0",
                "ULTRA | raw | ,\"raw\":false",
                "ULTRA_FINETUNED | imagePromptStrength |"
                        + " ,\"finetune_id\":\"my-finetune\",\"image_prompt_strength\":0.0",
                "ULTRA_FINETUNED | finetuneStrength |" + " ,\"finetune_id\":\"my-finetune\",\"finetune_strength\":0.0",
                "PRO | | ''"
            })
    void sendsZeroAndFalseWhenSet(FluxModel model, @Nullable String own, String ownBody) {
        ImageRequest.Builder request =
                SampleRequests.of(model).promptUpsampling(false).seed(0L).safetyTolerance(0);
        if (own != null) {
            request.set(Parameter.find(own).orElseThrow(), own.equals("raw") ? "false" : "0");
        }

        assertThat(body(request))
                .isEqualTo("{\"prompt\":\"A pier\",\"prompt_upsampling\":false,\"seed\":0,\"safety_tolerance\":0"
                        + ownBody + "}");
    }

    @ParameterizedTest
    @EnumSource
    void sendsNumbersAsNumbersHoweverTheyWereWritten(FluxModel model) {
        ImageRequest.Builder request = SampleRequests.of(model)
                .set(Parameter.SEED, " 9.223372036854775807e18 ")
                .set(Parameter.SAFETY_TOLERANCE, "6.0");

        assertThat(body(request)).contains("\"seed\":9223372036854775807,\"safety_tolerance\":6");
    }

    @ParameterizedTest
    @EnumSource
    void sendsNoPromptBesideAnImageWithoutOne(FluxModel model) {
        ImageRequest.Builder request =
                SampleRequests.withoutPrompt(model).prompt(" ").imagePrompt(InputImage.of(PICTURE));

        assertThat(body(request)).doesNotContain("\"prompt\"", "null").contains("\"image_prompt\":\"");
    }

    @Test
    void sendsASizeOfUltraAsItsShape() {
        assertThat(body(ImageRequest.ultra().prompt("A pier").width(2048).height(2048)))
                .isEqualTo("{\"prompt\":\"A pier\",\"aspect_ratio\":\"1:1\"}");
    }

    @ParameterizedTest
    @EnumSource
    void sendsWhatThePublishedSchemaAllows(FluxModel model) {
        Schema schema = SCHEMAS.get(model);
        for (ImageRequest.Builder request : List.of(
                SampleRequests.of(model),
                everything(model),
                everything(model).seed(Long.MIN_VALUE).safetyTolerance(0).outputFormat("jpeg"),
                everything(model).seed(Long.MAX_VALUE).webhookUrl("http://a").webhookSecret(null),
                SampleRequests.withoutPrompt(model).imagePrompt(InputImage.of(PICTURE)))) {
            assertThat(schema.validate(body(request), InputFormat.JSON)).isEmpty();
        }
        assertThat(schema.validate("{\"finetune_id\":\"f\",\"seed\":null}", InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema.validate("{\"finetune_id\":\"f\",\"webhookUrl\":\"https://a\"}", InputFormat.JSON))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Finetune not found or not ready",
                "\"Finetune not found or not ready\"\n",
                "{\"detail\":\"Finetune not found or not ready\"}"
            })
    void knowsTheRefusalOfAFinetuneWhateverItIsWrittenIn(String body) {
        ImageRequest request = SampleRequests.of(FluxModel.ULTRA_FINETUNED).build();

        SubmitAnswer answer = dialect(null)
                .readSubmit(new Dialect.Submitted(request, CONTEXT, null), (HttpOutcome.Reply) reply(400, body), NOW);

        assertThat(answer).isInstanceOfSatisfying(SubmitAnswer.Rejected.class, rejected -> {
            assertThat(rejected.error()).isInstanceOf(InvalidRequest.class);
            assertThat(((InvalidRequest) rejected.error()).faults())
                    .containsExactly(new RequestFault(
                            "finetuneId", "my-finetune", "a fine-tuned model that the account has and that is ready"));
            assertThat(rejected.error())
                    .hasMessage("The provider refused the request: finetuneId 'my-finetune' is not allowed; allowed is"
                            + " a fine-tuned model that the account has and that is ready");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "ULTRA, 400, Finetune not found or not ready",
        "PRO, 400, Finetune not found or not ready",
        "ULTRA_FINETUNED, 404, Finetune not found or not ready",
        "ULTRA_FINETUNED, 400, Bad request"
    })
    void repeatsAnyOtherRefusalThatIsBareText(FluxModel model, int status, String text) {
        assertThat(answer(model, reply(status, text))).isInstanceOfSatisfying(SubmitAnswer.Rejected.class, rejected -> {
            assertThat(((InvalidRequest) rejected.error()).faults()).isEmpty();
            assertThat(rejected.error()).hasMessageContaining(text);
        });
    }

    @Test
    void provesNothingByBareTextUnderAServersError() {
        assertThat(answer(FluxModel.ULTRA_FINETUNED, reply(500, "Finetune not found or not ready")))
                .isInstanceOf(SubmitAnswer.InDoubt.class);
    }

    @Test
    void blamesNoFinetuneForALongPageThatMentionsOne() {
        assertThat(answer(FluxModel.ULTRA_FINETUNED, reply(400, "<html>Finetune not found" + " ".repeat(500))))
                .isInstanceOfSatisfying(
                        SubmitAnswer.Rejected.class,
                        rejected -> assertThat(((InvalidRequest) rejected.error()).faults())
                                .isEmpty());
    }

    private static SubmitAnswer answer(FluxModel model, HttpOutcome reply) {
        Dialect.Submitted submitted =
                new Dialect.Submitted(SampleRequests.of(model).build(), CONTEXT, null);
        return dialect(null).readSubmit(submitted, (HttpOutcome.Reply) reply, NOW);
    }
}
