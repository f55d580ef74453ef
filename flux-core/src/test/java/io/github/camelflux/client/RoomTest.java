package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelflux.ClientLimits;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.ManualDelayer;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.journal.SharedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Directories that vanish, fill up or cannot be written: nothing is paid for that could not be kept. */
class RoomTest {
    @TempDir
    Path directory;

    private DrivenClient driven;

    /** The two places where an image is put. */
    enum Place {
        DOWNLOADS,
        RESULTS;

        Path in(Path directory) {
            return directory.resolve(name());
        }
    }

    private DrivenClient client(UnaryOperator<FluxClientBuilder> settings) throws IOException {
        Path downloads = Files.createDirectories(Place.DOWNLOADS.in(directory));
        driven = new DrivenClient(
                        downloads,
                        builder -> settings.apply(builder.journal(new SharedStore(SimulatedProvider::noon).open())
                                .resultDirectory(Place.RESULTS.in(directory))))
                .acceptingAll()
                .deliveringAll();
        driven.network.always(Kind.POLL, ready());
        return driven;
    }

    private CompletableFuture<ImageResult> generate(String key) {
        CompletableFuture<ImageResult> result = driven.generate(key);
        driven.advance("1S");
        return result;
    }

    @ParameterizedTest
    @EnumSource
    void makesADirectoryAgainThatHasGone(Place place) throws IOException {
        client(settings -> settings);
        deleteAll(place.in(directory));

        ImageResult result = generate("k").join();

        assertThat(result.image().file()).exists();
        assertThat(Site.files(Place.RESULTS.in(directory))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void makesADirectoryAgainThatGoesWhileTheImageIsMade(Place place) throws IOException {
        client(settings -> settings);
        CompletableFuture<ImageResult> result = driven.generate("k");
        deleteAll(place.in(directory));
        driven.advance("1S");

        assertThat(result.join().image().file()).exists();
        assertThat(Site.files(Place.RESULTS.in(directory))).hasSize(1);
        deleteAll(Place.DOWNLOADS.in(directory));

        assertThat(generate("k").join().image().file())
                .as("what was kept is handed out once more")
                .exists();
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void paysForNothingWhereNoDirectoryCanBe(Place place) throws IOException {
        client(settings -> settings);
        deleteAll(place.in(directory));
        Files.writeString(place.in(directory), "in its way");

        assertRefused(place.in(directory).toString());

        Files.delete(place.in(directory));
        assertThat(generate("k")).as("as soon as there is room").isCompleted();
    }

    @ParameterizedTest
    @EnumSource
    void paysForNothingWhereNothingCanBeWritten(Place place) throws IOException {
        Path readOnly = Path.of("/proc/self/task");
        assumeTrue(Files.isDirectory(readOnly), "a directory that even root cannot write into");
        client(settings -> settings);
        deleteAll(place.in(directory));
        Files.createSymbolicLink(place.in(directory), readOnly);

        assertRefused(place.in(directory).toString());
    }

    @Test
    void paysForNothingWhereTheLargestImageWouldNotFit() throws IOException {
        long space = directory.toFile().getUsableSpace();
        client(settings -> settings.limits(largest(Long.MAX_VALUE)));

        NotSent refused = assertRefused(Place.DOWNLOADS.in(directory).toString());

        assertThat(refused)
                .hasMessageContaining("maxImageSize")
                .hasMessageContaining("" + Long.MAX_VALUE)
                .message()
                .matches(".* has [0-9]{" + (("" + space).length() - 1) + ",} bytes free.*");
    }

    @Test
    void countsAllImagesOfARequest() throws IOException {
        long space = directory.toFile().getUsableSpace();
        driven = DrivenClient.atRunware(directory, settings -> settings.limits(largest(space / 8)));

        driven.client.submit(images(16), DrivenClient.key("sixteen"));
        assertThat(driven.calls(Kind.SUBMIT)).isZero();

        driven.client.submit(images(4), DrivenClient.key("four"));
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void doesNotWaitForADiskThatHangs() {
        AtomicBoolean hangs = new AtomicBoolean(true);
        ManualDelayer time = new ManualDelayer();
        Executor disk = task -> {
            if (!hangs.getAndSet(false)) {
                task.run();
            }
        };
        FluxClient client = FluxClient.builder(ApiKey.of(Provider.BFL, "CANARY-key"))
                .resources(ClientResources.builder()
                        .downloadDirectory(directory)
                        .build(new ScriptedTransport(), time, Runnable::run, disk, Runnable::run))
                .build();
        int timers = time.waiting();

        CompletableFuture<Void> proved = client.checkRoom();
        time.advance(ClientLimits.DEFAULT.requestTimeout());

        assertThat(failure(proved, NotSent.class)).hasMessageContaining("requestTimeout");
        assertThat(client.checkRoom()).isCompleted();
        assertThat(time.waiting()).isEqualTo(timers);
    }

    @Test
    void leavesNoTrialBehind() throws IOException {
        client(settings -> settings);

        assertThat(driven.client.checkRoom()).isCompleted();

        assertThat(driven.files()).isEmpty();
        assertThat(Site.files(Place.RESULTS.in(directory))).isEmpty();
    }

    @Test
    void tellsOfARoomThatIsMissingWithoutASubmit() throws IOException {
        client(settings -> settings.limits(largest(Long.MAX_VALUE)));

        assertThat(failure(driven.client.checkRoom(), NotSent.class))
                .hasMessageContaining(Place.DOWNLOADS.in(directory).toString());
        assertThat(driven.calls(Kind.SUBMIT)).isZero();
    }

    @Test
    void leavesATaskInDoubtThatMayHaveBeenSentBefore() throws IOException {
        Path results = directory.resolve("results");
        driven = DrivenClient.atRunware(directory, settings -> settings.resultDirectory(results));
        driven.network.next(Kind.SUBMIT, sent -> {
            replace(results);
            return DrivenClient.broken();
        });
        driven.network.always(Kind.POLL, RunwareReplies.unknown());

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("1M");

        assertThat(failure(result, InDoubt.class)).hasMessageContaining(results.toString());
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    private static void replace(Path directory) {
        try {
            deleteAll(directory);
            Files.writeString(directory, "in its way");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private NotSent assertRefused(String path) {
        NotSent refused = failure(generate("k"), NotSent.class);
        assertThat(refused).hasMessageContaining(path);
        assertThat(driven.calls(Kind.SUBMIT)).isZero();
        return refused;
    }

    private static ImageRequest images(int number) {
        return ImageRequest.ultra().prompt("A lighthouse").numberResults(number).build();
    }

    private static ClientLimits largest(long bytes) {
        ClientLimits standard = ClientLimits.of(Provider.BFL);
        return new ClientLimits(
                standard.maxActiveTasks(),
                standard.maxQueuedTasks(),
                standard.queueTimeout(),
                standard.requestTimeout(),
                standard.downloadTimeout(),
                bytes);
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
