package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Cost;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.image.ImageProbe;
import java.io.File;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an image becomes, as the output option says, and what is told of its cost and its address. */
class OutputTest extends FluxRouteTestCase {
    @TempDir
    static Path folder;

    private final Queue<Path> files = new ConcurrentLinkedQueue<>();
    private final Queue<Object> seen = new ConcurrentLinkedQueue<>();

    @Override
    void configure(FluxComponent component) {
        component.setTaskListener(new TaskListener() {
            @Override
            public void downloaded(TaskContext task, GeneratedImage image) {
                files.add(image.file());
            }
        });
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:image").to("flux:ultra");
                from("direct:url").to("flux:ultra?output=url&seed=42");
                from("direct:result").to("flux:ultra?output=result&seed=42");
                from("direct:moderated").to("flux:ultra?moderation=result").process(this::look);
                from("direct:result-to-file")
                        .to("flux:ultra?output=result")
                        .process(this::look)
                        .setHeader("CamelFileName", header(FluxConstants.FILE_NAME))
                        .toF("file:%s", folder)
                        .setBody(constant("done"));
                from("direct:submit").to("flux:ultra?operation=submit");
                from("direct:await-url").to("flux:ultra?operation=await&output=url");
                from("direct:await-result").to("flux:ultra?operation=await&output=result");
            }

            private void look(Exchange exchange) {
                seen.add(exchange.getMessage().getBody());
                for (Class<?> type : List.of(byte[].class, InputStream.class, File.class)) {
                    Object converted = exchange.getMessage().getBody(type);
                    if (converted != null) {
                        seen.add(converted);
                    }
                }
            }
        };
    }

    @Test
    void leavesTheImageAtTheProviderAndTellsItsAddressAndExpiry() throws Exception {
        Exchange exchange = send("direct:url", "A fox");

        assertThat(exchange.getException()).isNull();
        String address = exchange.getMessage().getBody(String.class);
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(FluxConstants.IMAGE_URL, URI.create(address))
                .containsEntry(FluxConstants.STATUS, "Ready")
                .containsEntry(FluxConstants.USED_SEED, 42L)
                .containsEntry(FluxConstants.COST, new BigDecimal("0.06"))
                .doesNotContainKeys(FluxConstants.IMAGE_WIDTH, FluxConstants.FILE_NAME, Exchange.CONTENT_TYPE);
        assertThat(exchange.getMessage().getHeader(FluxConstants.IMAGE_URL_EXPIRES, Instant.class))
                .isBetween(Instant.now(), Instant.now().plusSeconds(600));
        assertThat(files).isEmpty();
        assertThat(emulator().requests()).noneMatch(request -> request.path().startsWith("/delivery"));
        HttpResponse<byte[]> image = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(ImageProbe.of(image.body()).width()).isEqualTo(2752);
    }

    @Test
    void givesAResultWhoseFileIsTheCallersToMove() throws Exception {
        Exchange exchange = send("direct:result", "A fox");

        ImageResult result = exchange.getMessage().getBody(ImageResult.class);
        assertThat(result.image().remote().seed()).isEqualTo(42);
        assertThat(result.cost().source()).isEqualTo(Cost.Source.SETTLED);
        Path moved = result.image().moveTo(folder.resolve("moved.jpg")).file();
        assertThat(ImageProbe.of(moved).width()).isEqualTo(2752);
    }

    @Test
    void convertsAResultToBytesAStreamAndAFileAndDeletesItWithTheExchange() throws Exception {
        Exchange exchange = send("direct:result-to-file", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(seen)
                .hasSize(4)
                .hasAtLeastOneElementOfType(ImageResult.class)
                .hasAtLeastOneElementOfType(byte[].class)
                .hasAtLeastOneElementOfType(InputStream.class)
                .hasAtLeastOneElementOfType(File.class);
        String name = exchange.getMessage().getHeader(FluxConstants.FILE_NAME, String.class);
        assertThat(ImageProbe.of(folder.resolve(name)).width()).isEqualTo(2752);
        assertThat(files).hasSize(1).allSatisfy(file -> assertThat(file).doesNotExist());
    }

    @Test
    void awaitsATaskAsAnAddressOrAResultToo() {
        String ticket = send("direct:submit", "A fox").getMessage().getBody(String.class);

        assertThat(send("direct:await-url", ticket).getMessage().getBody(String.class))
                .startsWith("http://127.0.0.1:");
        ImageResult result = send("direct:await-result", ticket).getMessage().getBody(ImageResult.class);
        assertThat(result.ticket()).isEqualTo(Ticket.parse(ticket));
        result.image().delete();
    }

    @ParameterizedTest
    @ValueSource(strings = {"REQUEST", "CONTENT"})
    void goesOnWithAModerationAsAResult(String stage) {
        emulator()
                .nextTask(
                        stage.equals("REQUEST")
                                ? TaskScript.moderatedRequest("Violence")
                                : TaskScript.moderatedContent("Violence"));

        Exchange exchange = send("direct:moderated", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(seen.peek())
                .isInstanceOfSatisfying(
                        TaskStatus.Moderated.class,
                        moderated -> assertThat(moderated.reasons()).containsExactly("Violence"));
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(FluxConstants.STATUS, "Moderated")
                .containsEntry(FluxConstants.MODERATION_STAGE, stage)
                .containsEntry(FluxConstants.MODERATION_REASONS, List.of("Violence"))
                .containsEntry(
                        FluxConstants.TASK_ID,
                        emulator().ledger().charges().get(0).taskId())
                .doesNotContainKeys(FluxConstants.IMAGE_URL, Exchange.CONTENT_TYPE);
    }

    @Test
    void readsTheExpiryFromTheAddress() {
        emulator().always(Step.POLL, sample("https://delivery.bfl.ai/x.jpeg?se=2031-02-03T04%3A05%3A06Z&sig=a"));

        Exchange exchange = send("direct:url", "A fox");

        assertThat(exchange.getMessage().getHeader(FluxConstants.IMAGE_URL_EXPIRES))
                .isEqualTo(Instant.parse("2031-02-03T04:05:06Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://delivery.bfl.ai/x.jpeg", "https://delivery.bfl.ai/x.jpeg?se=soon"})
    void takesTenMinutesForAnAddressThatDoesNotTellItsExpiry(String address) {
        emulator().always(Step.POLL, sample(address));

        Instant expires =
                send("direct:url", "A fox").getMessage().getHeader(FluxConstants.IMAGE_URL_EXPIRES, Instant.class);

        assertThat(Duration.between(Instant.now(), expires))
                .isBetween(Duration.ofSeconds(590), Duration.ofSeconds(600));
    }

    private static Fault sample(String address) {
        return Fault.answering(body -> body.replaceAll("\"sample\":\"[^\"]*\"", "\"sample\":\"" + address + "\""));
    }

    @ParameterizedTest
    @CsvSource({
        // what the poll says, what the submit says, and what is told
        "7.5,  9.5,  0.075, SETTLED",
        "null, 9.5,  0.095, QUOTED",
        "null, null, 0.06,  LIST_PRICE",
    })
    void tellsTheMostCertainCost(String settled, String quoted, BigDecimal dollars, String source) {
        emulator().next(Step.SUBMIT, cost(quoted));
        emulator().always(Step.POLL, cost(settled));

        Exchange exchange = send("direct:image", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(FluxConstants.COST_SOURCE)).isEqualTo(source);
        assertThat(exchange.getMessage().getHeader(FluxConstants.COST, BigDecimal.class))
                .isEqualByComparingTo(dollars);
    }

    private static Fault cost(String credits) {
        return Fault.answering(body -> body.replaceAll("\"cost\":[^,}]*,?", "")
                .replaceFirst("\\{", "{\"cost\":" + credits + ",")
                .replaceFirst(",}$", "}"));
    }

    @Test
    void tellsTheMegapixelsThatAreCharged() {
        emulator()
                .next(
                        Step.SUBMIT,
                        Fault.answering(body -> body.replaceAll(",?\"(input|output)_mp\":[^,}]*", "")
                                .replaceFirst("\\{", "{\"input_mp\":1.5,\"output_mp\":4.2,")));

        Exchange exchange = send("direct:image", "A fox");

        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(FluxConstants.INPUT_MEGAPIXELS, new BigDecimal("1.5"))
                .containsEntry(FluxConstants.OUTPUT_MEGAPIXELS, new BigDecimal("4.2"));
    }

    @Test
    void asksOnceForAFreshAddressWhenTheFirstHasExpired() throws Exception {
        emulator().next(Step.DOWNLOAD, Fault.status(403));

        Exchange exchange = send("direct:image", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(byte[].class)).hasSizeGreaterThan(10_000);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
        assertThat(Files.list(folder)).noneMatch(file -> file.toString().endsWith(".part"));
    }
}
