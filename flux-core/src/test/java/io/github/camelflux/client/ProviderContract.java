package io.github.camelflux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskOptions;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds with whichever provider, on real connections and in real time. */
abstract class ProviderContract {
    private final Provider provider;

    ProviderContract(Provider provider) {
        this.provider = provider;
    }

    @TempDir
    Path images;

    private final List<AutoCloseable> opened = new ArrayList<>();

    FluxEmulator emulator;

    @BeforeEach
    void start() {
        start(settings -> settings);
    }

    void start(UnaryOperator<FluxEmulatorBuilder> settings) {
        emulator = settings.apply(FluxEmulator.builder()
                        .generationTime(Duration.ofMillis(100))
                        .sketches(true)
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

    FluxClient client() {
        return client(key());
    }

    private String key() {
        return provider == Provider.BFL ? emulator.apiKey() : emulator.runwareApiKey();
    }

    private FluxClient client(String key) {
        return client(key, Duration.ofSeconds(5));
    }

    private FluxClient client(String key, Duration queueTimeout) {
        ClientResources resources =
                ClientResources.builder().downloadDirectory(images).build();
        opened.add(resources);
        FluxClient client = FluxClient.builder(ApiKey.of(provider, key))
                .baseUrl(provider == Provider.BFL ? emulator.bflUrl() : emulator.runwareUrl())
                .pollSchedule(PollSchedule.every(Duration.ofMillis(100)))
                .limits(DrivenClient.limits(200, 100, queueTimeout))
                .resources(resources)
                .build();
        opened.add(client);
        return client;
    }

    static ImageRequest request(String prompt) {
        return ImageRequest.ultra().prompt(prompt).aspectRatio("1:1").seed(42L).build();
    }

    static TaskOptions named(String key) {
        return new TaskOptions(key, Duration.ofSeconds(50));
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    <E extends FluxException> E failure(CompletableFuture<?> future, Class<E> type) {
        Throwable thrown = catchThrowable(() -> get(future));
        assertThat(thrown).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(type);
        assertThat(thrown.toString()).doesNotContain(emulator.apiKey(), emulator.runwareApiKey());
        return type.cast(thrown.getCause());
    }

    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(images)) {
            return files.toList();
        }
    }

    @Test
    void generatesAnImage() throws Exception {
        ImageResult result = get(client().generate(request("A lighthouse")));

        assertThat(result.ticket().provider()).isEqualTo(provider);
        assertThat(result.image().probe().format()).isEqualTo(ImageFormat.JPEG);
        assertThat(result.image().probe().width()).isEqualTo(2048);
        assertThat(result.image().remote().seed()).isEqualTo(42);
        assertThat(result.cost()).isEqualTo(new Cost(new BigDecimal("0.06"), Cost.Source.SETTLED));
        assertThat(files()).containsExactly(result.image().file());
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @Test
    void sendsTheKeyToTheApiOnly() throws Exception {
        get(client().generate(request("A lighthouse")));

        assertThat(emulator.requests()).allSatisfy(request -> {
            boolean withKey = request.header("x-key").isPresent()
                    || request.header("authorization").isPresent();
            assertThat(withKey).as(request.toString()).isEqualTo(request.path().startsWith("/v1"));
        });
        assertThat(emulator.requests().toString()
                        + emulator.requests().stream().map(r -> r.path()).toList())
                .doesNotContain(key());
    }

    @ParameterizedTest
    @CsvSource({"An nsfw pier, REQUEST", "A topless pier, CONTENT"})
    void reportsModeration(String prompt, TaskStatus.Stage stage) throws Exception {
        Moderated moderated = failure(client().generate(request(prompt)), Moderated.class);

        assertThat(moderated.reasons().toString()).contains("Sexual Content");
        // Runware's codes do not tell what was judged.
        assertThat(moderated.stage()).isEqualTo(provider == Provider.BFL ? stage : TaskStatus.Stage.CONTENT);
        assertThat(moderated.ticket()).isPresent();
        assertThat(files()).isEmpty();
    }

    @Test
    void reportsAFailedGeneration() {
        emulator.nextTask(TaskScript.error("CUDA out of memory"));

        GenerationFailed failed = failure(client().generate(request("A pier")), GenerationFailed.class);

        assertThat(failed).hasMessageContaining("CUDA out of memory");
        assertThat(failed.reason()).isEqualTo(GenerationFailed.Reason.ERROR);
    }

    @Test
    void isRefusedWithAKeyThatIsNotKnown() {
        FluxClient client = client("not-a-key");

        Refused refused = failure(client.generate(request("A pier"), named("k")), Refused.class);

        assertThat(refused.reason()).isEqualTo(Refused.Reason.KEY);
        assertThat(failure(client.balance(), Refused.class).reason()).isEqualTo(Refused.Reason.KEY);
        assertThat(emulator.ledger().submits()).isZero();
    }

    @Test
    void isRefusedWithoutCredits() {
        start(settings -> settings.credits(BigDecimal.ZERO).runwareBalance(BigDecimal.ZERO));

        Refused refused = failure(client().generate(request("A pier")), Refused.class);

        assertThat(refused.reason()).isEqualTo(Refused.Reason.CREDITS);
        assertThat(emulator.ledger().submits()).isZero();
    }

    @Test
    void tellsTheBalanceInDollars() throws Exception {
        assertThat(get(client().balance())).isEqualByComparingTo("5.00");
    }

    @Test
    void waitsWhenThrottledAndThenSubmitsOnce() throws Exception {
        emulator.next(Step.SUBMIT, Fault.status(429));

        get(client().generate(request("A pier")));

        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @Test
    void givesUpWhenThrottledTooLong() {
        emulator.always(Step.SUBMIT, Fault.status(429));

        FluxClient client = client(key(), Duration.ofSeconds(1));
        failure(client.generate(request("A pier")), Throttled.class);

        assertThat(emulator.ledger().submits()).isZero();
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                Arguments.of("dropped after", Fault.dropAfterProcessing()),
                Arguments.of("500 counted", Fault.status(500).counted()));
    }

    static Stream<Arguments> moreLosses() {
        return Stream.of(
                Arguments.of("dropped before", Fault.dropBeforeProcessing()),
                Arguments.of("reset", Fault.reset()),
                Arguments.of("cut at once", Fault.cutAfter(0)),
                Arguments.of("cut within", Fault.cutAfter(20)),
                Arguments.of("stalled before", Fault.stallBeforeHeaders()),
                Arguments.of("stalled within", Fault.stall()),
                Arguments.of("503", Fault.status(503)),
                Arguments.of("page counted", Fault.html(502).counted()),
                Arguments.of("broken JSON counted", Fault.brokenJson().counted()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moreLosses")
    @Tag("full")
    void paysOnceHoweverElseAnAnswerIsLost(String name, Fault fault) throws Exception {
        paysOnceHoweverAnAnswerIsLost(name, fault);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    void paysOnceHoweverAnAnswerIsLost(String name, Fault fault) throws Exception {
        emulator.next(Step.SUBMIT, fault);
        FluxClient client = client();

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

    @Test
    void timesOutAndIsResumedByItsTicket() throws Exception {
        emulator.nextTask(TaskScript.ready().taking(Duration.ofSeconds(1)));
        CompletableFuture<ImageResult> first =
                client().generate(request("A pier"), TaskOptions.withTimeout(Duration.ofMillis(300)));

        Ticket ticket = failure(first, TimedOut.class).ticket().orElseThrow();
        ImageResult result = get(client().task(Ticket.parse(ticket.toText())).images(Duration.ofSeconds(30)));

        assertThat(result.ticket()).isEqualTo(ticket);
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @Test
    void goesOnWhenCancelledAndIsHadByItsKey() throws Exception {
        FluxClient client = client();
        CompletableFuture<Ticket> ticket =
                client.submit(request("A pier"), named("k")).thenApply(FluxTask::ticket);
        get(ticket);
        client.generate(request("A pier"), named("k")).cancel(true);

        ImageResult result = get(client.generate(request("A pier"), named("k")));

        assertThat(result.ticket()).isEqualTo(ticket.join());
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @Test
    void asksAgainHoweverAPollFails() throws Exception {
        emulator.next(Step.POLL, Fault.dropAfterProcessing(), Fault.status(503), Fault.brokenJson(), Fault.status(429));

        get(client().generate(request("A pier")));

        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }
}
