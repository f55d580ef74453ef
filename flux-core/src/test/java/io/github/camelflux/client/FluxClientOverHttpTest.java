package io.github.camelflux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.ReceivedRequest;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.http.ApiKey;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole client on real connections and in real time. */
class FluxClientOverHttpTest {
    @TempDir
    Path images;

    private final FluxEmulator emulator = FluxEmulator.builder()
            .generationTime(Duration.ofMillis(100))
            .sketches(true)
            .credits(BigDecimal.valueOf(5000))
            .start();

    @AfterEach
    void stop() {
        emulator.close();
    }

    private ClientResources resources() {
        return ClientResources.builder().downloadDirectory(images).build();
    }

    private FluxClient client(ClientResources resources) {
        return FluxClient.builder(ApiKey.of(Provider.BFL, emulator.apiKey()))
                .baseUrl(emulator.bflUrl())
                .pollSchedule(PollSchedule.every(Duration.ofMillis(50)))
                .resources(resources)
                .build();
    }

    private static ImageRequest request(String prompt) {
        return ImageRequest.ultra().prompt(prompt).aspectRatio("1:1").seed(42L).build();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(images)) {
            return files.toList();
        }
    }

    @Test
    void generatesAnImageOfTheAskedShapeAndReportsItsSettledCost() throws Exception {
        try (ClientResources resources = resources();
                FluxClient client = client(resources)) {
            ImageResult result =
                    client.generate(request("A lighthouse at dusk")).get(30, TimeUnit.SECONDS);

            assertThat(result.image().file()).isRegularFile();
            assertThat(result.image().probe().width()).isEqualTo(2048);
            assertThat(result.image().remote().seed()).isEqualTo(42L);
            assertThat(result.cost().source()).isEqualTo(Cost.Source.SETTLED);
            assertThat(result.cost().dollars()).isEqualByComparingTo("0.06");
            assertThat(emulator.ledger().submits()).isEqualTo(1);
        }
    }

    @Test
    void sendsTheKeyWithEachCallToTheApiAndWithNoDownload() throws Exception {
        try (ClientResources resources = resources();
                FluxClient client = client(resources)) {
            client.generate(request("A lighthouse")).get(30, TimeUnit.SECONDS);

            assertThat(emulator.requests())
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(request -> assertThat(request.header("x-key").isPresent())
                            .as(request.toString())
                            .isEqualTo(request.path().startsWith("/v1/")));
            assertThat(emulator.requests())
                    .filteredOn(request -> !request.path().startsWith("/v1/"))
                    .hasSize(1);
        }
    }

    @Test
    void paysOnceWhenTheAnswerToASubmitIsLost() throws Exception {
        emulator.next(Step.SUBMIT, Fault.dropAfterProcessing(), Fault.dropAfterProcessing());
        try (ClientResources resources = resources();
                FluxClient client = client(resources)) {
            TaskOptions key = new TaskOptions("lost", Duration.ofSeconds(20));

            assertThat(failure(client.generate(request("A lighthouse"), key))).isInstanceOf(InDoubt.class);
            assertThat(failure(client.generate(request("A lighthouse"), key))).isInstanceOf(InDoubt.class);

            assertThat(emulator.ledger().submits()).isEqualTo(1);
            assertThat(emulator.requests()).extracting(ReceivedRequest::method).containsExactly("POST");
        }
    }

    @Test
    void fetchesAnImageAgainThatBrokeOff() throws Exception {
        emulator.next(Step.DOWNLOAD, Fault.cutAfter(1000));
        try (ClientResources resources = resources();
                FluxClient client = client(resources)) {
            ImageResult result = client.generate(request("A lighthouse")).get(30, TimeUnit.SECONDS);

            assertThat(files()).containsExactly(result.image().file());
            assertThat(emulator.ledger().submits()).isEqualTo(1);
        }
    }

    @Test
    void endsEachWaitWithItsTicketWhenClosed() throws Exception {
        emulator.nextTask(TaskScript.neverReady(), TaskScript.ready());
        emulator.always(Step.DOWNLOAD, Fault.stall());
        CompletableFuture<ImageResult> polled;
        CompletableFuture<ImageResult> downloaded;
        // With connections and threads of its own, all of which end with it.
        try (FluxClient client = FluxClient.builder(ApiKey.of(Provider.BFL, emulator.apiKey()))
                .baseUrl(emulator.bflUrl())
                .pollSchedule(PollSchedule.every(Duration.ofMillis(50)))
                .build()) {
            polled = client.generate(request("A pier"));
            downloaded = client.generate(request("A lighthouse"));
            awaitDownload();
        }
        for (CompletableFuture<ImageResult> result : List.of(polled, downloaded)) {
            assertThat(failure(result))
                    .isInstanceOfSatisfying(
                            TimedOut.class,
                            timedOut -> assertThat(timedOut.ticket()).isPresent());
        }
    }

    private void awaitDownload() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (emulator.requests().stream().allMatch(request -> request.path().startsWith("/v1/"))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void keepsToTheProvidersLimitWhenTwoHundredComeAtOnce() throws Exception {
        try (ClientResources resources = resources();
                FluxClient client = client(resources)) {
            long began = System.nanoTime();
            List<CompletableFuture<ImageResult>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                results.add(client.generate(request("A lighthouse")));
            }
            for (CompletableFuture<ImageResult> result : results) {
                result.get(120, TimeUnit.SECONDS);
            }
            System.out.println("[figure] 200 tasks of 100 ms each through 24 slots took "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms, most in flight "
                    + emulator.ledger().maxActive());

            assertThat(emulator.ledger().maxActive()).isBetween(12, 24);
            assertThat(emulator.ledger().submits()).isEqualTo(200);
            assertThat(files()).hasSize(200);
            assertThat(emulator.requests())
                    .filteredOn(request -> request.method().equals("POST"))
                    .hasSize(200);
        }
    }

    private static Throwable failure(CompletableFuture<ImageResult> result) {
        Throwable thrown = catchThrowable(() -> result.get(30, TimeUnit.SECONDS));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        return thrown.getCause();
    }
}
