package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.ImageResult;
import io.github.camelflux.emulator.Charge;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.image.ImageFormat;
import io.github.camelflux.image.ImageProbe;
import java.io.File;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.LanguageResolver;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kamelet that comes with the component makes what the component makes, by its own properties. */
class KameletTest extends FluxRouteTestCase {
    /** Kamelets come with the Camel that the component is compiled against; there is no newer one to test with. */
    @BeforeEach
    void skipWithoutKamelets() {
        String marker = "META-INF/services/org/apache/camel/component/kamelet";
        assumeTrue(System.getProperty("camel.version") == null
                || getClass().getClassLoader().getResource(marker) != null);
    }

    private void route(String kamelet) throws Exception {
        context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0));
                from("direct:prompt").to(kamelet);
            }
        });
    }

    @Test
    void needsNoOtherLanguageThanSimple() throws Exception {
        ExtendedCamelContext camel = context().getCamelContextExtension();
        LanguageResolver all = PluginHelper.getLanguageResolver(camel);
        camel.addContextPlugin(
                LanguageResolver.class,
                (name, context) -> name.equals("bean") ? null : all.resolveLanguage(name, context));
        route("kamelet:flux-ultra-action?aspectRatio=1:1");

        assertThat(sendOneWay("A fox").getException()).isNull();
    }

    private Exchange sendOneWay(String body) {
        return template()
                .send(
                        "direct:prompt",
                        ExchangePattern.InOnly,
                        prompt -> prompt.getMessage().setBody(body));
    }

    private JsonNode sent() throws Exception {
        return new ObjectMapper().readTree(emulator().requests().get(0).text());
    }

    @Test
    void leavesEveryPropertyThatIsNotGivenToTheComponent() throws Exception {
        route("kamelet:flux-ultra-action");

        Exchange exchange = send("direct:prompt", "A fox");

        assertThat(exchange.getException()).isNull();
        ImageProbe image = ImageProbe.of(exchange.getMessage().getBody(byte[].class));
        assertThat(List.of(image.width(), image.height())).containsExactly(2752, 1536);
        assertThat(image.format()).isEqualTo(ImageFormat.JPEG);
        assertThat(emulator().requests().get(0).text()).isEqualTo("{\"prompt\":\"A fox\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aspectRatio=1:1          | aspect_ratio      | 1:1",
                "raw=true                 | raw               | true",
                "raw=false                | raw               | false",
                "seed=42                  | seed              | 42",
                "promptUpsampling=true    | prompt_upsampling | true",
                "outputFormat=png         | output_format     | png",
                "prompt=A lighthouse      | prompt            | A lighthouse",
                "prompt=In ${body}        | prompt            | In A fox",
            })
    void passesEachPropertyOn(String given, String field, String value) throws Exception {
        route("kamelet:flux-ultra-action?" + given);

        Exchange exchange = send("direct:prompt", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(sent().path(field).asText()).isEqualTo(value);
    }

    @Test
    void takesTheProviderAndTheTaskKeyToo() throws Exception {
        route("kamelet:flux-ultra-action?provider=runware&taskKey=${header.orderId}");

        Exchange first = send("direct:prompt", "A fox", Map.of("orderId", "order-1"));
        Exchange again = send("direct:prompt", "A fox", Map.of("orderId", "order-1"));

        assertThat(first.getMessage().getHeader(FluxConstants.PROVIDER)).isEqualTo("runware");
        assertThat(again.getMessage().getHeader(FluxConstants.TASK_ID))
                .isEqualTo(first.getMessage().getHeader(FluxConstants.TASK_ID))
                .isNotNull();
        assertThat(emulator().ledger().charges()).hasSize(1);
    }

    @Test
    void takesThePromptOfTheHeaderIfItsOwnIsNotGiven() throws Exception {
        route("kamelet:flux-ultra-action");

        Exchange exchange = send("direct:prompt", "ignored", Map.of(FluxConstants.PROMPT, "A fox"));

        assertThat(sent().path("prompt").asText()).isEqualTo("A fox");
        assertThat(exchange.getMessage().getHeader(FluxConstants.PROMPT)).isEqualTo("A fox");
    }

    @Test
    void leavesItsPromptToNoLaterStep() throws Exception {
        route("kamelet:flux-ultra-action?prompt=A lighthouse");

        Exchange exchange = send("direct:prompt", "A fox");

        assertThat(sent().path("prompt").asText()).isEqualTo("A lighthouse");
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(FluxConstants.PROMPT);
    }

    @Test
    void asksForTheSamePictureWhenItIsSentAgain() throws Exception {
        route("kamelet:flux-ultra-action?prompt=In ${body}");
        emulator().always(Step.SUBMIT, Fault.status(402));

        assertThat(send("direct:prompt", "A fox").getException()).isInstanceOf(Refused.class);

        assertThat(emulator().requests())
                .hasSizeGreaterThan(2)
                .allMatch(request -> request.text().equals("{\"prompt\":\"In A fox\"}"));
    }

    @Test
    void asksForTheSamePictureWhenItIsSentAgainWithThePromptOfTheHeader() throws Exception {
        route("kamelet:flux-ultra-action?prompt=${header.CamelFluxPrompt} in the snow");
        emulator().always(Step.SUBMIT, Fault.status(402));

        Exchange exchange = send("direct:prompt", "ignored", Map.of(FluxConstants.PROMPT, "A fox"));

        assertThat(exchange.getException()).isInstanceOf(Refused.class);
        assertThat(emulator().requests())
                .hasSizeGreaterThan(2)
                .allMatch(request -> request.text().equals("{\"prompt\":\"A fox in the snow\"}"));
    }

    @Test
    void leavesItsPromptToNoLaterStepIfItFails() throws Exception {
        context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:prompt")
                        .doTry()
                        .to("kamelet:flux-ultra-action?prompt=A lighthouse")
                        .doCatch(Refused.class)
                        .to("flux:ultra?provider=runware")
                        .end();
            }
        });
        emulator().next(Step.SUBMIT, Fault.status(402));

        Exchange exchange = send("direct:prompt", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(FluxConstants.PROMPT);
        assertThat(emulator().ledger().charges()).extracting(Charge::prompt).containsExactly("A fox");
    }

    @Test
    void takesARequestInJson() throws Exception {
        route("kamelet:flux-ultra-action?raw=true");

        send("direct:prompt", "{\"prompt\":\"A fox\",\"seed\":7}", Map.of("Content-Type", "application/json"));

        assertThat(sent().path("prompt").asText()).isEqualTo("A fox");
        assertThat(sent().path("seed").asInt()).isEqualTo(7);
        assertThat(sent().path("raw").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"apiKey=%s", "apiKey=RAW(%s)", "apiKey=#bean:key"})
    void sendsItsOwnKeyAndShowsItNowhere(String apiKey) throws Exception {
        context().getComponent("flux", FluxComponent.class).setApiKey(null);
        String key = emulator().apiKey();
        context().getRegistry().bind("key", key);
        route("kamelet:flux-ultra-action?" + apiKey.formatted(key));

        Exchange exchange = send("direct:prompt", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().requests().get(0).header("x-key")).contains(key);
        assertThat(context().getEndpoints())
                .noneMatch(endpoint -> endpoint.toString().contains(key));
    }

    @Test
    void showsItsKeyInNoErrorAtTheStart() {
        String key = emulator().apiKey();

        Throwable failure = catchThrowable(() -> route("kamelet:flux-ultra-action?aspectRatio=banana&apiKey=" + key));

        assertThat(failure).hasStackTraceContaining("banana");
        assertThat(stackTrace(failure)).doesNotContain(key);
    }

    @Test
    void takesAKeyWithCharactersThatMeanSomethingInAnAddress() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("camel.kamelet.flux-ultra-action.apiKey", "a+b%2Bc&d");
        context().getPropertiesComponent().setOverrideProperties(properties);
        route("kamelet:flux-ultra-action");

        send("direct:prompt", "A fox");

        assertThat(emulator().requests().get(0).header("x-key")).contains("a+b%2Bc&d");
    }

    /** Camel runs a Kamelet on a copy of the exchange, which is done before the caller's route goes on. */
    @ParameterizedTest
    @ValueSource(classes = {byte[].class, InputStream.class, File.class})
    void leavesTheImageToTheRouteThatCallsIt(Class<?> type) throws Exception {
        List<Integer> widths = new CopyOnWriteArrayList<>();
        List<Object> bodies = new CopyOnWriteArrayList<>();
        context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:prompt")
                        .to("kamelet:flux-ultra-action")
                        .convertBodyTo(type)
                        .process(exchange -> {
                            bodies.add(exchange.getMessage().getBody());
                            byte[] image = exchange.getMessage().getMandatoryBody(byte[].class);
                            widths.add(ImageProbe.of(image).width());
                        });
            }
        });

        Exchange exchange = sendOneWay("A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(widths).containsExactly(2752);
        assertThat(bodies).noneMatch(body -> body instanceof File file && file.exists());
    }

    /** There is no later moment to delete it at. */
    @ParameterizedTest
    @CsvSource({"java.lang.Object, 1", "byte[], 0"})
    void leavesAResultsFileToTheCallerUnlessTheKameletReadsIt(String type, int left) throws Exception {
        List<ImageResult> results = new CopyOnWriteArrayList<>();
        context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                routeTemplate("result-action")
                        .from("kamelet:source")
                        .to("flux:ultra?output=result")
                        .process(exchange -> results.add(exchange.getMessage().getBody(ImageResult.class)))
                        .convertBodyTo(context().getClassResolver().resolveClass(type));
                from("direct:prompt").to("kamelet:result-action");
            }
        });

        Exchange exchange = sendOneWay("A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(results)
                .hasSize(1)
                .filteredOn(result -> Files.exists(result.image().file()))
                .hasSize(left);
        results.forEach(result -> result.image().delete());
    }

    @Test
    void paysOnceThoughTheStepThatCallsItIsRedelivered() throws Exception {
        route("kamelet:flux-ultra-action");
        emulator().next(Step.DOWNLOAD, Fault.status(403), Fault.status(403), Fault.status(403));

        Exchange exchange = send("direct:prompt", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().ledger().charges()).hasSize(1);
    }

    @Test
    void neverRepeatsASubmitInDoubt() throws Exception {
        route("kamelet:flux-ultra-action");
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());

        assertThat(send("direct:prompt", "A fox").getException()).isInstanceOf(InDoubt.class);

        assertThat(emulator().ledger().charges()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aspectRatio=banana | 'banana' | 21:9 and 9:21",
                "seed=3s            | '3s'     | an integer",
                "raw=perhaps        | perhaps  | raw",
                "outputFormat=gif   | 'gif'    | jpeg or png",
                "provider=nobody    | nobody   | bfl",
            })
    void failsAtTheStartIfAPropertyIsWrong(String given, String shown, String allowed) {
        Throwable failure = catchThrowable(() -> route("kamelet:flux-ultra-action?" + given));

        assertThat(failure).hasStackTraceContaining(shown).hasStackTraceContaining(allowed);
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void namesTheComponentsVersionAndMarksTheKeyAsSecret() throws Exception {
        String kamelet;
        try (InputStream file = getClass().getResourceAsStream("/kamelets/flux-ultra-action.kamelet.yaml")) {
            kamelet = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(kamelet)
                .containsPattern("mvn:io[.]github[.]camelflux:camel-flux:[0-9]+[.]")
                .containsPattern("catalog.version: [0-9]+[.]")
                .containsPattern("(?s)apiKey:\n.*?format: password\n")
                .contains("default: ${header.CamelFluxPrompt}", "example: ${header.orderId}");
    }

    private static String stackTrace(Throwable failure) {
        StringWriter written = new StringWriter();
        failure.printStackTrace(new PrintWriter(written, true));
        return written.toString();
    }
}
