package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Ticket;
import io.github.camelflux.emulator.EmulatedProvider;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.image.ImageFormat;
import io.github.camelflux.image.ImageProbe;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same component with the other provider. */
class RunwareTest extends FluxRouteTestCase {
    @Override
    void configure(FluxComponent component) {
        component.setEndpointAccounts(EndpointAccounts.all);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:one").to("flux:ultra?provider=runware&raw=true&aspectRatio=21:9");
                from("direct:submit").to("flux:ultra?provider=runware&operation=submit");
                from("direct:await").to("flux:ultra?operation=await");
            }
        };
    }

    private static BigDecimal header(Exchange exchange) {
        return exchange.getMessage().getHeader(FluxConstants.COST, BigDecimal.class);
    }

    @Test
    void makesAnImageOfTheShapeThatWasAskedFor() throws Exception {
        Exchange exchange = send("direct:one", "A fox in the snow");

        assertThat(exchange.getException()).isNull();
        ImageProbe probe = ImageProbe.of(exchange.getMessage().getBody(byte[].class));
        assertThat(List.of(probe.width(), probe.height())).containsExactly(3136, 1344);
        assertThat(exchange.getMessage().getHeader(FluxConstants.PROVIDER)).isEqualTo("runware");
        assertThat(header(exchange)).isEqualByComparingTo("0.06");
        assertThat(exchange.getMessage().getHeader(FluxConstants.COST_SOURCE)).isEqualTo("SETTLED");
        assertThat(exchange.getMessage().getHeader(FluxConstants.USED_SEED)).isInstanceOf(Long.class);
    }

    @Test
    void keepsTheLargestSeedExactly() {
        Exchange exchange = send("direct:one", "A fox", Map.of(FluxConstants.SEED, Long.MAX_VALUE));

        assertThat(exchange.getMessage().getHeader(FluxConstants.USED_SEED)).isEqualTo(Long.MAX_VALUE);
        assertThat(send("direct:one", "A fox", Map.of(FluxConstants.SEED, "9223372036854776000"))
                        .getException())
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll("seed '9223372036854776000'", "9223372036854775807", "CamelFluxSeed");
    }

    @Test
    void hasNoAddressForAnImageThatCameWithinTheAnswer() {
        String ticket = send("flux:ultra?provider=runware&operation=submit&outputType=base64Data", "A fox")
                .getMessage()
                .getBody(String.class);

        Exchange exchange = send("flux:ultra?operation=await&output=url", ticket);

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll("output 'url'", "image or result", "outputType");
        assertThat(exchange.getMessage().getHeader(FluxConstants.TICKET)).isEqualTo(ticket);
        assertThat(send("direct:await", ticket).getException()).isNull();
    }

    @Test
    void takesAddressesThatAreSecretsFromBeansWhichAreShownNowhere() throws Exception {
        context().getRegistry().bind("upload", "https://example.com/x?signature=signature-of-tests");
        context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:upload")
                        .to("flux:ultra?provider=runware&runwareApiKey=key-of-tests&uploadEndpoint=#bean:upload");
            }
        });
        FluxEndpoint endpoint = (FluxEndpoint) context().getEndpoints().stream()
                .filter(each -> each.getEndpointUri().contains("uploadEndpoint"))
                .findFirst()
                .orElseThrow();

        assertThat(endpoint.getUploadEndpoint()).endsWith("signature-of-tests");
        assertThat(endpoint.toString()).contains("provider=runware").doesNotContain("-of-tests");
    }

    @ParameterizedTest
    @CsvSource({"base64Data, jpeg, JPEG", "dataURI, png, PNG"})
    void takesImagesThatComeWithinTheAnswer(String type, String format, ImageFormat expected) throws Exception {
        Exchange exchange = send("flux:ultra?provider=runware&outputType=" + type + "&outputFormat=" + format, "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(ImageProbe.of(exchange.getMessage().getBody(byte[].class)).format())
                .isEqualTo(expected);
        assertThat(exchange.getMessage().getHeader(FluxConstants.IMAGE_URL)).isNull();
    }

    @Test
    void refusesARequestWhoseImageWouldHaveNoAddressBeforeItIsPaid() {
        ImageRequest request =
                ImageRequest.ultra().prompt("A fox").outputType("base64Data").build();

        assertThat(send("flux:ultra?provider=runware&output=url", request).getException())
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("outputType 'base64Data'");
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void awaitsWithTheKeyOfTheTicketsProviderOnly() throws Exception {
        String ticket = send("direct:submit", "A fox").getMessage().getBody(String.class);
        try (CamelContext other = new DefaultCamelContext()) {
            FluxComponent component = other.getComponent("flux", FluxComponent.class);
            component.setRunwareApiKey(emulator().runwareApiKey());
            component.setRunwareBaseUrl(emulator().runwareUrl().toString());
            other.start();

            assertThat(other.createProducerTemplate().requestBody("flux:ultra?operation=await", ticket, byte[].class))
                    .hasSizeGreaterThan(10_000);
        }
    }

    @Test
    void handsOverTheWholeResult() {
        Exchange exchange = send("flux:ultra?provider=runware&numberResults=2&output=result", "Two foxes");

        ImageResult result = exchange.getMessage().getBody(ImageResult.class);
        assertThat(result.images()).hasSize(2);
        result.images().forEach(image -> {
            assertThat(image.file()).exists();
            image.delete();
        });
    }

    @Test
    void tellsWhetherAnImageWasFlagged() {
        emulator().nextTask(EmulatedProvider.RUNWARE, TaskScript.ready().flagged());

        Exchange exchange = send("flux:ultra?provider=runware&checkContent=true", "A fox");

        assertThat(exchange.getMessage().getHeader(FluxConstants.FLAGGED)).isEqualTo(true);
    }

    @Test
    void lookUpTheProviderInTheTicket() {
        Exchange submitted = send("direct:submit", "A fox");
        String ticket = submitted.getMessage().getBody(String.class);

        Exchange awaited = send("direct:await", ticket);

        assertThat(Ticket.parse(ticket).provider().id()).isEqualTo("runware");
        assertThat(awaited.getException()).isNull();
        assertThat(awaited.getMessage().getHeader(FluxConstants.PROVIDER)).isEqualTo("runware");
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    static Stream<Fault> lostAnswers() {
        return Stream.of(
                Fault.dropBeforeProcessing(),
                Fault.cutAfter(7),
                Fault.reset(),
                Fault.brokenJson().counted(),
                Fault.status(500).counted(),
                Fault.status(503));
    }

    @Test
    void paysOnceWhenAnAnswerIsLost() {
        payOnce(Fault.dropAfterProcessing());
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    @Tag("full")
    void paysOnceWhereverAnAnswerIsLost(Fault fault) {
        payOnce(fault);
    }

    private void payOnce(Fault fault) {
        emulator().next(EmulatedProvider.RUNWARE, Step.SUBMIT, fault);

        Exchange exchange = send("direct:one", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().ledger().submits()).isEqualTo(1);
        assertThat(emulator().ledger().dollars()).isEqualByComparingTo("0.06");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "provider=runware&webhookUrl=https://example.com&webhookSecret=webhook-secret-of-tests | webhookSecret",
                "provider=runware&aspectRatio=5:4 | aspectRatio '5:4'",
                "provider=runware&imagePromptStrength=0.5 | only with bfl",
                "numberResults=2 | only with runware",
                "outputFormat=webp | outputFormat 'webp'",
                "outputQuality=80 | only with runware",
                "checkContent=true | only with runware",
                "ttl=60 | only with runware",
                "uploadEndpoint=https://example.com/x | only with runware",
                "provider=runware&output=url&outputType=dataURI | outputType 'dataURI'",
                "provider=runware&runwareBaseUrl=nonsense | runwareBaseUrl 'an address without a host'",
                "provider=replicate | bfl or runware"
            })
    void refusesAtStartUpWhatTheOtherProviderAloneTakes(String optionsAndMessage) {
        String[] parts = optionsAndMessage.split(" \\| ");

        assertThatThrownBy(() -> context().getEndpoint("flux:ultra?" + parts[0]).start())
                .satisfies(error -> assertThat(messages(error)).contains(parts[1]));
    }

    @Test
    void refusesAModelThatTheProviderDoesNotHave() {
        assertThatThrownBy(
                        () -> context().getEndpoint("flux:pro?provider=runware").start())
                .satisfies(error -> assertThat(messages(error)).contains("model", "bfl"));
    }

    private static String messages(Throwable error) {
        List<String> messages = new ArrayList<>();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            messages.add(String.valueOf(cause.getMessage()));
        }
        return String.join("\n", messages);
    }

    @Test
    void keepsAllThatTheProviderSaidOnTheException() {
        emulator()
                .always(
                        EmulatedProvider.RUNWARE,
                        Step.SUBMIT,
                        Fault.status(
                                400,
                                "{\"errors\":[{\"code\":\"unsupportedDimensions\",\"message\":\"Not offered\","
                                        + "\"parameter\":[\"width\",\"height\"],\"allowedValues\":{\"1:1\":\"2048x2048\"},"
                                        + "\"documentation\":\"https://example.com\"}]}",
                                Map.of()));

        FluxException error = send("direct:one", "A fox").getException(FluxException.class);

        assertThat(error).isInstanceOf(InvalidRequest.class).hasMessageContaining("Not offered");
        assertThat(error.providerErrors()).singleElement().satisfies(said -> {
            assertThat(said.code()).isEqualTo("unsupportedDimensions");
            assertThat(said.parameters()).containsExactly("width", "height");
            assertThat(said.allowedValues()).containsExactly("1:1: 2048x2048");
            assertThat(said.details()).containsEntry("documentation", "https://example.com");
        });
    }
}
