package io.github.camelflux.camel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.Ticket;
import io.github.camelflux.emulator.Charge;
import io.github.camelflux.emulator.ReceivedRequest;
import io.github.camelflux.image.ImageFormat;
import io.github.camelflux.image.ImageProbe;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateTest extends FluxRouteTestCase {
    @TempDir
    static Path folder;

    @TempDir
    static Path prompts;

    /** Where the component keeps images until their exchanges are done. */
    private volatile Path downloads;

    private final CountDownLatch tapMayEnd = new CountDownLatch(1);
    private final CountDownLatch manyAtOnce = new CountDownLatch(8);
    private final Set<String> continuedOn = ConcurrentHashMap.newKeySet();

    @Override
    void configure(FluxComponent component) {
        component.setTaskListener(new TaskListener() {
            @Override
            public void downloaded(TaskContext task, GeneratedImage image) {
                downloads = image.file().getParent();
            }
        });
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ultra")
                        .to("flux:ultra?raw=true&aspectRatio=1:1&seed=42")
                        .to("mock:image");
                from("direct:png").to("flux:ultra?outputFormat=png&aspectRatio=9:21");
                from("direct:file").to("flux:ultra").toF("file:%s?fileName=${header.CamelFluxFileName}", folder);
                from("direct:copies").to("flux:ultra").multicast().to("mock:one", "mock:two");
                from("direct:lines")
                        .split(body().tokenize("\n"))
                        .parallelProcessing()
                        .to("flux:ultra");
                fromF("file:%s?charset=ISO-8859-1&initialDelay=0&delay=50", prompts)
                        .to("flux:ultra", "mock:from-file");
                from("direct:tapped").to("flux:ultra").wireTap("direct:tap");
                from("direct:tap").process(exchange -> tapMayEnd.await()).to("mock:tapped");
                from("direct:gathered")
                        .to("flux:ultra")
                        .convertBodyTo(byte[].class)
                        .aggregate(constant(true), AggregationStrategies.groupedBody())
                        .completionSize(2)
                        .to("mock:gathered");
                from("direct:image-as-prompt")
                        .errorHandler(noErrorHandler())
                        .to("flux:ultra")
                        .to("flux:ultra");
                from("direct:series")
                        .to("flux:ultra?seed=5")
                        .setBody(constant("a prompt"))
                        .to("flux:ultra?seed=6");
                from("direct:slow").to("flux:ultra").process(exchange -> {
                    continuedOn.add(Thread.currentThread().getName());
                    manyAtOnce.countDown();
                    manyAtOnce.await(10, TimeUnit.SECONDS);
                });
                from("direct:twice")
                        .to("flux:ultra")
                        .setBody(constant("another prompt"))
                        .to("flux:ultra");
            }
        };
    }

    @Test
    void turnsThePromptIntoAnImageWithEverythingThatIsKnownOfIt() throws Exception {
        Exchange exchange = send("direct:ultra", "A lighthouse at dusk", Map.of(Exchange.FILE_NAME, "prompts.txt"));

        assertThat(exchange.getException()).isNull();
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        ImageProbe probe = ImageProbe.of(exchange.getMessage().getBody(byte[].class));
        assertThat(probe).isEqualTo(new ImageProbe(ImageFormat.JPEG, 2048, 2048));
        String taskId = emulator().ledger().charges().get(0).taskId();
        assertThat(headers)
                .doesNotContainValue(null)
                .containsEntry(Exchange.CONTENT_TYPE, "image/jpeg")
                .containsEntry(Exchange.FILE_NAME, "prompts.txt")
                .containsEntry(FluxConstants.FILE_NAME, "flux-ultra-" + taskId + ".jpg")
                .containsEntry(FluxConstants.TASK_ID, taskId)
                .containsEntry(FluxConstants.MODEL, "ultra")
                .containsEntry(FluxConstants.PROVIDER, "bfl")
                .containsEntry(FluxConstants.USED_SEED, 42L)
                .containsEntry(FluxConstants.IMAGE_WIDTH, 2048)
                .containsEntry(FluxConstants.IMAGE_HEIGHT, 2048)
                .containsEntry(FluxConstants.COST_SOURCE, "SETTLED");
        assertThat((BigDecimal) headers.get(FluxConstants.COST)).isEqualByComparingTo("0.06");
        assertThat((Long) headers.get(FluxConstants.DURATION)).isBetween(100L, 30_000L);
        assertThat((URI) headers.get(FluxConstants.IMAGE_URL)).hasHost("127.0.0.1");
        assertThat((Instant) headers.get(FluxConstants.IMAGE_URL_EXPIRES)).isAfter(Instant.now());
        assertThat(Ticket.parse((String) headers.get(FluxConstants.TICKET)).id())
                .isEqualTo(taskId);
    }

    @Test
    void sendsWhatTheEndpointSaysAndNothingElse() {
        send("direct:ultra", "A lighthouse at dusk");

        ReceivedRequest submit = emulator().requests().get(0);
        assertThat(submit.path()).isEqualTo("/v1/flux-pro-1.1-ultra");
        assertThat(submit.text())
                .isEqualTo("{\"prompt\":\"A lighthouse at dusk\",\"seed\":42,\"aspect_ratio\":\"1:1\",\"raw\":true}");
        assertThat(submit.header("x-key")).contains(emulator().apiKey());
    }

    @Test
    void letsHeadersSayHowThePictureLooks() {
        Exchange exchange = send(
                "direct:ultra",
                "ignored",
                Map.of(
                        FluxConstants.PROMPT, "A fox in the snow",
                        FluxConstants.RAW, "false",
                        FluxConstants.ASPECT_RATIO, "21:9",
                        FluxConstants.SEED, 7,
                        FluxConstants.PROMPT_UPSAMPLING, true,
                        FluxConstants.OUTPUT_FORMAT, "png"));

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().requests().get(0).text())
                .isEqualTo("{\"prompt\":\"A fox in the snow\",\"prompt_upsampling\":true,\"seed\":7,"
                        + "\"aspect_ratio\":\"21:9\",\"output_format\":\"png\",\"raw\":false}");
        assertThat(exchange.getMessage().getHeader(FluxConstants.IMAGE_WIDTH)).isEqualTo(3136);
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("image/png");
    }

    @Test
    void takesNothingFromHeadersThatCostsLoosensOrRedirects() {
        Exchange exchange = send(
                "direct:ultra",
                "A fox",
                Map.of(
                        "CamelFluxSafetyTolerance", 6,
                        "CamelFluxApiKey", "bfl_stolen",
                        "CamelFluxBaseUrl", "https://evil.example",
                        "CamelFluxWebhookUrl", "https://evil.example/hook",
                        "CamelFluxTimeout", "1"));

        assertThat(exchange.getException()).isNull();
        ReceivedRequest submit = emulator().requests().get(0);
        assertThat(submit.text()).doesNotContain("safety", "webhook", "evil");
        assertThat(submit.header("x-key")).contains(emulator().apiKey());
    }

    @Test
    void sendsAnImagePromptAsBase64() throws Exception {
        byte[] picture = send("direct:png", "A fox").getMessage().getBody(byte[].class);
        emulator().reset();

        Exchange exchange = send("direct:ultra", "The same at night", Map.of(FluxConstants.IMAGE_PROMPT, picture));

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().requests().get(0).text())
                .contains("\"image_prompt\":\"" + Base64.getEncoder().encodeToString(picture) + "\"");
    }

    @Test
    void keepsTheImageOnDiskUntilTheExchangeIsDone() throws Exception {
        MockEndpoint image = getMockEndpoint("mock:image");
        image.whenAnyExchangeReceived(exchange -> {
            StreamCache body = exchange.getMessage().getBody(StreamCache.class);
            assertThat(body.inMemory()).isFalse();
            byte[] first = ((InputStream) body).readAllBytes();
            body.reset();
            assertThat(((InputStream) body).readAllBytes()).isEqualTo(first).hasSize((int) body.length());
        });

        assertThat(send("direct:ultra", "A lighthouse").getException()).isNull();

        assertThat(temporaryImages()).isEmpty();
    }

    @Test
    void writesTheImageUnderTheSuggestedName() throws Exception {
        Exchange exchange = send("direct:file", "A harbour");

        Path file = folder.resolve(exchange.getMessage().getHeader(FluxConstants.FILE_NAME, String.class));
        assertThat(ImageProbe.of(file)).isEqualTo(new ImageProbe(ImageFormat.JPEG, 2752, 1536));
    }

    @Test
    void givesEachCopyOfTheExchangeTheWholeImage() throws Exception {
        List<byte[]> read = new CopyOnWriteArrayList<>();
        for (String mock : List.of("mock:one", "mock:two")) {
            getMockEndpoint(mock)
                    .whenAnyExchangeReceived(
                            exchange -> read.add(exchange.getMessage().getBody(byte[].class)));
        }

        send("direct:copies", "A harbour");

        assertThat(read).hasSize(2);
        assertThat(read.get(0)).isEqualTo(read.get(1)).hasSizeGreaterThan(10_000);
        assertThat(temporaryImages()).isEmpty();
    }

    @Test
    void generatesAnotherImageWhenTheSameExchangeAsksForOne() {
        assertThat(send("direct:twice", "a prompt").getException()).isNull();

        assertThat(emulator().ledger().submits()).isEqualTo(2);
    }

    @Test
    void generatesOneImageForEachPartOfASplitMessage() {
        assertThat(send("direct:lines", "A fox\nA harbour\nA lighthouse").getException())
                .isNull();

        assertThat(emulator().ledger().charges())
                .extracting(Charge::prompt)
                .containsExactlyInAnyOrder("A fox", "A harbour", "A lighthouse");
    }

    @Test
    void keepsAReplyReadableThatSomebodyElseReadsLonger() throws Exception {
        getMockEndpoint("mock:tapped").expectedMessageCount(1);
        Exchange exchange = send("direct:tapped", "A harbour");

        tapMayEnd.countDown();
        getMockEndpoint("mock:tapped").assertIsSatisfied();

        assertThat(exchange.getMessage().getBody(byte[].class)).hasSizeGreaterThan(10_000);
    }

    @Test
    void goesOnReadingAReplyWhenSomebodyElseHasEnded() throws Exception {
        NotifyBuilder tapped = new NotifyBuilder(context())
                .wereSentTo("mock:tapped")
                .whenDone(1)
                .create();
        Exchange exchange = send("direct:tapped", "A harbour");
        InputStream reply = exchange.getMessage().getBody(InputStream.class);
        byte[] begin = reply.readNBytes(1000);

        tapMayEnd.countDown();
        assertThat(tapped.matches(10, TimeUnit.SECONDS)).isTrue();
        byte[] rest = reply.readAllBytes();

        assertThat(begin).hasSize(1000);
        assertThat(rest)
                .hasSize((int) exchange.getMessage().getBody(StreamCache.class).length() - 1000);
    }

    @Test
    void gathersImagesThatWereReadIntoMemory() throws Exception {
        getMockEndpoint("mock:gathered").expectedMessageCount(1);

        send("direct:gathered", "A harbour");
        send("direct:gathered", "A fox");

        getMockEndpoint("mock:gathered").assertIsSatisfied();
        List<?> images = getMockEndpoint("mock:gathered")
                .getExchanges()
                .get(0)
                .getMessage()
                .getBody(List.class);
        assertThat(images)
                .hasSize(2)
                .allSatisfy(image -> assertThat((byte[]) image).hasSizeGreaterThan(10_000));
    }

    @Test
    void takesNoImageForAPrompt() {
        Exchange exchange = send("direct:image-as-prompt", "A harbour");

        assertThat(exchange.getException()).isInstanceOf(InvalidRequest.class).hasMessageContaining("text");
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void readsAPromptFromAStream() {
        Exchange exchange = send("direct:ultra", new ByteArrayInputStream("Ein Füchslein".getBytes(UTF_8)));

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().ledger().charges().get(0).prompt()).isEqualTo("Ein Füchslein");
    }

    @Test
    void readsAPromptFromAFileInItsCharacterSet() throws Exception {
        Files.write(prompts.resolve("prompt.txt"), "Ein Füchslein".getBytes(ISO_8859_1));
        getMockEndpoint("mock:from-file").expectedMessageCount(1);

        getMockEndpoint("mock:from-file").assertIsSatisfied();

        assertThat(emulator().ledger().charges().get(0).prompt()).isEqualTo("Ein Füchslein");
    }

    @Test
    void letsTheSeedOfOneImageNotDecideTheNext() {
        Exchange exchange = send("direct:series", "A harbour");

        assertThat(exchange.getMessage().getHeader(FluxConstants.USED_SEED)).isEqualTo(6L);
    }

    @Test
    void continuesOnItsOwnThreadsHoweverManyAreBusy() throws Exception {
        List<CompletableFuture<Object>> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(template().asyncRequestBody("direct:slow", "A fox"));
        }
        for (CompletableFuture<Object> each : sent) {
            each.get(30, TimeUnit.SECONDS);
        }

        assertThat(continuedOn).isNotEmpty().allMatch(name -> name.contains("FluxContinuations"));
    }

    @Test
    void keepsImagesWhereOnlyThisUserReadsThem() throws Exception {
        getMockEndpoint("mock:image").whenAnyExchangeReceived(exchange -> {
            assertThat(temporaryImages()).isNotEmpty();
            assertThat(Files.getPosixFilePermissions(downloads)).doesNotContain(GROUP_READ, OTHERS_READ);
        });

        assertThat(send("direct:ultra", "A fox").getException()).isNull();
    }

    @Test
    void neverSendsTheKeyToWhereTheImageIs() {
        send("direct:ultra", "A lighthouse");

        assertThat(emulator().requests())
                .filteredOn(request -> request.path().startsWith("/delivery"))
                .hasSize(1)
                .allSatisfy(download -> assertThat(download.header("x-key")).isEmpty());
    }

    /** What is left of the images in the component's own directory, which others of this machine do not use. */
    private List<Path> temporaryImages() throws Exception {
        assertThat(downloads).isNotNull();
        if (Files.notExists(downloads)) {
            return List.of();
        }
        try (var files = Files.list(downloads)) {
            return files.filter(file -> !file.endsWith("lock")).toList();
        }
    }
}
