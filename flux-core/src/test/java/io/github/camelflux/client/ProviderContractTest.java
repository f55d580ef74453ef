package io.github.camelflux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelflux.Cost;
import io.github.camelflux.FailedImage;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorBuilder;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.image.ImageFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds with whichever provider, on real connections and in real time. */
class ProviderContractTest {
    @TempDir
    Path images;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private FluxEmulator emulator;

    @BeforeEach
    void start() {
        start(settings -> settings);
    }

    private void start(UnaryOperator<FluxEmulatorBuilder> settings) {
        emulator = settings.apply(FluxEmulator.builder()
                        .generationTime(Duration.ofMillis(100))
                        .moderation(true)
                        .credits(BigDecimal.valueOf(500))
                        .runwareBalance(BigDecimal.valueOf(5)))
                .start();
        opened.add(emulator);
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private FluxClient client(Provider provider) {
        return client(provider, key(provider));
    }

    private String key(Provider provider) {
        return provider == Provider.BFL ? emulator.apiKey() : emulator.runwareApiKey();
    }

    private FluxClient client(Provider provider, String key) {
        ClientResources resources =
                ClientResources.builder().downloadDirectory(images).build();
        opened.add(resources);
        FluxClient client = FluxClient.builder(ApiKey.of(provider, key))
                .baseUrl(provider == Provider.BFL ? emulator.bflUrl() : emulator.runwareUrl())
                .pollSchedule(PollSchedule.every(Duration.ofMillis(100)))
                .limits(DrivenClient.limits(200, 100, Duration.ofSeconds(5)))
                .resources(resources)
                .build();
        opened.add(client);
        return client;
    }

    private static ImageRequest request(String prompt) {
        return ImageRequest.ultra().prompt(prompt).aspectRatio("1:1").seed(42L).build();
    }

    private static TaskOptions named(String key) {
        return new TaskOptions(key, Duration.ofSeconds(50));
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private <E extends FluxException> E failure(CompletableFuture<?> future, Class<E> type) {
        Throwable thrown = catchThrowable(() -> get(future));
        assertThat(thrown).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(type);
        assertThat(thrown.toString()).doesNotContain(emulator.apiKey(), emulator.runwareApiKey());
        return type.cast(thrown.getCause());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(images)) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void generatesAnImage(Provider provider) throws Exception {
        ImageResult result = get(client(provider).generate(request("A lighthouse")));

        assertThat(result.ticket().provider()).isEqualTo(provider);
        assertThat(result.image().probe().format()).isEqualTo(ImageFormat.JPEG);
        assertThat(result.image().probe().width()).isEqualTo(2048);
        assertThat(result.image().remote().seed()).isEqualTo(42);
        assertThat(result.cost()).isEqualTo(new Cost(new BigDecimal("0.06"), Cost.Source.SETTLED));
        assertThat(files()).containsExactly(result.image().file());
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void sendsTheKeyToTheApiOnly(Provider provider) throws Exception {
        get(client(provider).generate(request("A lighthouse")));

        assertThat(emulator.requests()).allSatisfy(request -> {
            boolean withKey = request.header("x-key").isPresent()
                    || request.header("authorization").isPresent();
            assertThat(withKey).as(request.toString()).isEqualTo(request.path().startsWith("/v1"));
        });
        assertThat(emulator.requests().toString()
                        + emulator.requests().stream().map(r -> r.path()).toList())
                .doesNotContain(key(provider));
    }

    static Stream<Arguments> moderation() {
        return Arrays.stream(Provider.values())
                .flatMap(provider -> Stream.of(
                        Arguments.of(provider, "An nsfw pier", TaskStatus.Stage.REQUEST),
                        Arguments.of(provider, "A topless pier", TaskStatus.Stage.CONTENT)));
    }

    @ParameterizedTest
    @MethodSource("moderation")
    void reportsModeration(Provider provider, String prompt, TaskStatus.Stage stage) throws Exception {
        Moderated moderated = failure(client(provider).generate(request(prompt)), Moderated.class);

        assertThat(moderated.reasons().toString()).contains("Sexual Content");
        // Runware's codes do not tell what was judged.
        assertThat(moderated.stage()).isEqualTo(provider == Provider.BFL ? stage : TaskStatus.Stage.CONTENT);
        assertThat(moderated.ticket()).isPresent();
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void reportsAFailedGeneration(Provider provider) {
        emulator.nextTask(TaskScript.error("CUDA out of memory"));

        GenerationFailed failed = failure(client(provider).generate(request("A pier")), GenerationFailed.class);

        assertThat(failed).hasMessageContaining("CUDA out of memory");
        assertThat(failed.reason()).isEqualTo(GenerationFailed.Reason.ERROR);
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedWithAKeyThatIsNotKnown(Provider provider) {
        FluxClient client = client(provider, "not-a-key");

        Refused refused = failure(client.generate(request("A pier"), named("k")), Refused.class);

        assertThat(refused.reason()).isEqualTo(Refused.Reason.KEY);
        assertThat(failure(client.balance(), Refused.class).reason()).isEqualTo(Refused.Reason.KEY);
        assertThat(emulator.ledger().submits()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void isRefusedWithoutCredits(Provider provider) {
        start(settings -> settings.credits(BigDecimal.ZERO).runwareBalance(BigDecimal.ZERO));

        Refused refused = failure(client(provider).generate(request("A pier")), Refused.class);

        assertThat(refused.reason()).isEqualTo(Refused.Reason.CREDITS);
        assertThat(emulator.ledger().submits()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheBalanceInDollars(Provider provider) throws Exception {
        assertThat(get(client(provider).balance())).isEqualByComparingTo("5.00");
    }

    @ParameterizedTest
    @EnumSource
    void waitsWhenThrottledAndThenSubmitsOnce(Provider provider) throws Exception {
        emulator.next(Step.SUBMIT, Fault.status(429));

        get(client(provider).generate(request("A pier")));

        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void givesUpWhenThrottledTooLong(Provider provider) {
        emulator.always(Step.SUBMIT, Fault.status(429));

        failure(client(provider).generate(request("A pier")), Throttled.class);

        assertThat(emulator.ledger().submits()).isZero();
    }

    static Stream<Arguments> losses() {
        Map<String, Fault> faults = new LinkedHashMap<>();
        faults.put("dropped before", Fault.dropBeforeProcessing());
        faults.put("dropped after", Fault.dropAfterProcessing());
        faults.put("reset", Fault.reset());
        faults.put("cut at once", Fault.cutAfter(0));
        faults.put("cut within", Fault.cutAfter(20));
        faults.put("stalled before", Fault.stallBeforeHeaders());
        faults.put("stalled within", Fault.stall());
        faults.put("500 counted", Fault.status(500).counted());
        faults.put("503", Fault.status(503));
        faults.put("page counted", Fault.html(502).counted());
        faults.put("broken JSON counted", Fault.brokenJson().counted());
        return Arrays.stream(Provider.values())
                .flatMap(provider -> faults.entrySet().stream()
                        .map(fault -> Arguments.of(provider, fault.getKey(), fault.getValue())));
    }

    /** Where tasks are named by the client, a lost answer is no loss; where they are not, it is never risked. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("losses")
    void paysOnceHoweverAnAnswerIsLost(Provider provider, String name, Fault fault) throws Exception {
        emulator.next(Step.SUBMIT, fault);
        FluxClient client = client(provider);

        if (provider == Provider.RUNWARE) {
            ImageResult result = get(client.generate(request("A pier"), named("k")));
            assertThat(get(client.generate(request("A pier"), named("k"))).ticket())
                    .isEqualTo(result.ticket());
            assertThat(emulator.ledger().charges()).hasSize(1);
        } else {
            failure(client.generate(request("A pier"), named("k")), InDoubt.class);
            failure(client.generate(request("A pier"), named("k")), InDoubt.class);
            assertThat(emulator.ledger().charges()).hasSizeLessThanOrEqualTo(1);
            assertThat(emulator.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void timesOutAndIsResumedByItsTicket(Provider provider) throws Exception {
        emulator.nextTask(TaskScript.ready().taking(Duration.ofSeconds(2)));
        CompletableFuture<ImageResult> first =
                client(provider).generate(request("A pier"), TaskOptions.withTimeout(Duration.ofMillis(300)));

        Ticket ticket = failure(first, TimedOut.class).ticket().orElseThrow();
        ImageResult result = get(client(provider).await(Ticket.parse(ticket.toText()), Duration.ofSeconds(30)));

        assertThat(result.ticket()).isEqualTo(ticket);
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void goesOnWhenCancelledAndIsHadByItsKey(Provider provider) throws Exception {
        FluxClient client = client(provider);
        CompletableFuture<Ticket> ticket = client.submit(request("A pier"), named("k"));
        get(ticket);
        client.generate(request("A pier"), named("k")).cancel(true);

        ImageResult result = get(client.generate(request("A pier"), named("k")));

        assertThat(result.ticket()).isEqualTo(ticket.join());
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void asksAgainHoweverAPollFails(Provider provider) throws Exception {
        emulator.next(Step.POLL, Fault.dropAfterProcessing(), Fault.status(503), Fault.brokenJson(), Fault.status(429));

        get(client(provider).generate(request("A pier")));

        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    // ---- what one of them alone has

    @Test
    void keepsSeventeenImagesOfTwentyAndNamesThreeFailures() throws Exception {
        emulator.nextTask(TaskScript.ready().failingImages(2, 5, 19));
        ImageRequest twenty = ImageRequest.ultra()
                .prompt("A pier")
                .aspectRatio("1:1")
                .numberResults(20)
                .build();

        ImageResult result = get(client(Provider.RUNWARE).generate(twenty));

        assertThat(result.images()).hasSize(17);
        assertThat(result.images().stream().map(GeneratedImage::file)).containsExactlyInAnyOrderElementsOf(files());
        assertThat(result.images().stream().map(image -> image.remote().seed())).doesNotHaveDuplicates();
        assertThat(result.failures())
                .extracting(FailedImage::message)
                .satisfiesExactlyInAnyOrder(
                        message -> assertThat(message).contains("Image 3 of 20"),
                        message -> assertThat(message).contains("Image 6 of 20"),
                        message -> assertThat(message).contains("Image 20 of 20"));
        assertThat(result.cost().dollars()).isEqualByComparingTo("1.02");
        assertThat(emulator.ledger().dollars()).isEqualByComparingTo("1.02");
    }

    @ParameterizedTest
    @ValueSource(strings = {"URL", "base64Data", "dataURI"})
    void bringsHomeTheSamePictureHoweverItIsDelivered(String outputType) throws Exception {
        ImageRequest png = ImageRequest.ultra()
                .prompt("A pier")
                .seed(Long.MAX_VALUE)
                .aspectRatio("9:21")
                .outputFormat("png")
                .outputType(outputType)
                .build();

        ImageResult result = get(client(Provider.RUNWARE).generate(png));

        assertThat(result.image().probe().format()).isEqualTo(ImageFormat.PNG);
        assertThat(result.image().probe().width()).isEqualTo(1344);
        assertThat(result.image().probe().height()).isEqualTo(3136);
        assertThat(result.image().remote().seed()).isEqualTo(Long.MAX_VALUE);
        assertThat(result.image().remote().content()).isNull();
        assertThat(emulator.requests().stream().filter(r -> r.method().equals("GET")))
                .hasSize(outputType.equals("URL") ? 1 : 0);
    }

    @Test
    void asksForTwoHundredTasksByAtMostTwoCallsASecond() throws Exception {
        start(settings -> settings.runwareBalance(BigDecimal.valueOf(100)).generationTime(Duration.ofSeconds(3)));
        FluxClient client = client(Provider.RUNWARE);
        List<CompletableFuture<?>> results = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            results.add(client.submit(request("A pier"), TaskOptions.defaults())
                    .thenCompose(ticket -> client.awaitRemote(ticket, Duration.ofSeconds(50))));
        }
        long began = System.nanoTime();
        for (CompletableFuture<?> result : results) {
            get(result);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        long polls = client.activity().polls();
        System.out.printf("[figure] 200 Runware tasks took %.1f s and %d calls to ask for them%n", seconds, polls);

        assertThat(polls).isLessThanOrEqualTo((long) (2 * seconds) + 2);
        assertThat(emulator.ledger().submits()).isEqualTo(200);
    }
}
