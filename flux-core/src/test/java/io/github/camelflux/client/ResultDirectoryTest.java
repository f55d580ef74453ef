package io.github.camelflux.client;

import static io.github.camelflux.client.Site.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelflux.Cost;
import io.github.camelflux.FailedImage;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.RemoteImage;
import io.github.camelflux.client.Site.Process;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.image.ImageFormat;
import io.github.camelflux.image.ImageProbe;
import io.github.camelflux.image.SamplePictures;
import io.github.camelflux.journal.JournalJson;
import io.github.camelflux.journal.SharedStore;
import io.github.camelflux.journal.StoredResult;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.ResultDirectory;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was paid for is kept as long as its task is known, whatever becomes of the file that was handed out. */
class ResultDirectoryTest {
    @TempDir
    Path directory;

    private Site site(Provider provider) {
        return new Site(provider, directory);
    }

    private static ImageResult made(Site site, Process process) {
        CompletableFuture<ImageResult> result = process.generate("k");
        site.advance("5S");
        return result.join();
    }

    private static Path kept(Site site) {
        List<Path> files = Site.files(site.results);
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    enum Fate {
        DELETED,
        MOVED,
        REPLACED
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheBytesWhateverBecomesOfTheFileThatWasHandedOut(Fate fate) throws IOException {
        Site site = site(Provider.BFL);
        Process process = site.start();
        ImageResult first = made(site, process);

        switch (fate) {
            case DELETED -> first.image().delete();
            case MOVED -> first.image().moveTo(directory.resolve("mine.jpg"));
            case REPLACED ->
                Files.move(
                        Files.writeString(directory.resolve("other"), "other"),
                        first.image().file(),
                        StandardCopyOption.REPLACE_EXISTING);
        }

        assertThat(bytes(process.generate("k").join())).isEqualTo(DrivenClient.PICTURE);
    }

    enum Damage {
        MISSING,
        TRUNCATED,
        CHANGED,
        SYMLINK
    }

    private void damage(Path kept, Damage damage) throws IOException {
        byte[] bytes = Files.readAllBytes(kept);
        Files.delete(kept);
        switch (damage) {
            case MISSING -> {}
            case TRUNCATED -> Files.write(kept, Arrays.copyOf(bytes, bytes.length - 1));
            case CHANGED -> {
                bytes[bytes.length / 2] ^= 1;
                Files.write(kept, bytes);
            }
            case SYMLINK -> Files.createSymbolicLink(kept, Files.write(directory.resolve("secret"), bytes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void asksTheProviderAgainForWhatIsNotAsItWasKeptAndKeepsThat(Damage damage) throws IOException {
        Site site = site(Provider.BFL);
        Process process = site.start();
        ImageResult first = made(site, process);
        damage(kept(site), damage);
        int polls = process.driven.calls(Kind.POLL);

        ImageResult again = made(site, process);

        assertThat(bytes(again)).isEqualTo(DrivenClient.PICTURE);
        assertThat(process.driven.calls(Kind.POLL)).isGreaterThan(polls);
        assertThat(Files.isSymbolicLink(again.image().file())).isFalse();
        assertThat(site.api.charges).hasSize(1);
        again.image().delete();
        int calls = process.driven.network.calls().size();
        assertThat(bytes(process.generate("k").join())).isEqualTo(DrivenClient.PICTURE);
        assertThat(process.driven.network.calls()).hasSize(calls);
        assertThat(Files.isSymbolicLink(kept(site))).isFalse();
        first.image().delete();
        assertThat(process.driven.files()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void handsOutTheSameWhenTwoProcessesBringOneTaskHome(Provider provider) {
        Site site = site(provider);
        List<Process> processes = List.of(site.start(), site.start());
        processes.get(0).driven.network.byHand(Kind.DOWNLOAD);
        processes.get(1).driven.network.byHand(Kind.DOWNLOAD);
        List<CompletableFuture<ImageResult>> results = new ArrayList<>();
        processes.forEach(process -> results.add(process.generate("k")));
        site.advance("5S");
        byte[][] pictures = {DrivenClient.PICTURE, SamplePictures.jpeg(9, 16)};
        for (int i = 0; i < 2; i++) {
            var download = processes.get(i).driven.network.pending(Kind.DOWNLOAD);
            download.outcome().complete(download.deliver(pictures[i]));
        }

        assertThat(bytes(results.get(1).join())).isEqualTo(bytes(results.get(0).join()));
        assertThat(kept(site)).hasBinaryContent(DrivenClient.PICTURE);
        assertThat(processes.get(1).driven.files()).hasSize(1);
        assertThat(site.api.charges).hasSize(1);
    }

    /** The store tells the duration by milliseconds only. */
    @Test
    void doesNotTakeItsOwnRecordForAnothers() {
        Site site = site(Provider.BFL);
        Process process =
                site.start(settings -> settings.pollSchedule(PollSchedule.every(Duration.ofNanos(1_000_000_001))));

        made(site, process).image().delete();

        assertThat(bytes(process.generate("k").join())).isEqualTo(DrivenClient.PICTURE);
        assertThat(process.driven.calls(Kind.DOWNLOAD)).isEqualTo(1);
    }

    @Test
    void bringsTheImageToItsCallerWhenItCannotBeKept() throws IOException {
        Site site = site(Provider.BFL);
        Process process = site.start();
        CompletableFuture<ImageResult> generating = process.generate("k");
        Files.delete(site.results);
        Files.writeString(site.results, "no directory any more");
        site.advance("5S");

        ImageResult result = generating.join();

        assertThat(bytes(result)).isEqualTo(DrivenClient.PICTURE);
        assertThat(site.state("k")).isInstanceOf(TaskState.Accepted.class);
        assertThat(process.driven.files()).hasSize(1);
    }

    @Test
    void leavesNothingHalfWhenAnImageOfSeveralCannotBeKept() throws IOException {
        ResultDirectory results = ResultDirectory.openFor(true, directory.resolve("results"));
        GeneratedImage good = image(Files.write(directory.resolve("good.jpg"), DrivenClient.PICTURE));
        GeneratedImage unreadable = image(Files.createDirectory(directory.resolve("bad.jpg")));

        assertThatThrownBy(() -> results.keep("k", result(List.of(good, unreadable))))
                .isInstanceOf(IOException.class);

        assertThat(Site.files(directory.resolve("results"))).isEmpty();
    }

    static GeneratedImage image(Path file) throws IOException {
        ImageProbe probe = new ImageProbe(ImageFormat.JPEG, 16, 9);
        return new GeneratedImage(
                file,
                Files.isRegularFile(file) ? Files.size(file) : 1,
                probe,
                new RemoteImage("i-" + file.getFileName(), null, Instant.EPOCH, 7L, true, null));
    }

    static ImageResult result(List<GeneratedImage> images) {
        return new ImageResult(
                new SimulatedProvider(Provider.RUNWARE).ticket(SimulatedProvider.NAME),
                images,
                List.of(new FailedImage("Image 3 of 3: no", List.of())),
                new Cost(new BigDecimal("0.12"), Cost.Source.SETTLED),
                Duration.ofNanos(1_234_567_890));
    }

    @Test
    void handsOutSeveralImagesWithTheirFailuresCostAndSeedsAsTheyWereRecorded() throws IOException {
        ResultDirectory results = ResultDirectory.openFor(true, directory.resolve("results"));
        ImageResult made = result(List.of(
                image(Files.write(directory.resolve("1.jpg"), DrivenClient.PICTURE)),
                image(Files.write(directory.resolve("2.jpg"), SamplePictures.jpeg(8, 8)))));

        TaskState state = new TaskState.Stored(made.ticket(), results.keep("k", made));
        StoredResult read = ((TaskState.Stored) JournalJson.readState(JournalJson.write(state))).result();
        ImageResult out = results.open(made.ticket(), read, directory).orElseThrow();

        assertThat(out.images()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(out.images().get(i).file())
                    .hasSameBinaryContentAs(made.images().get(i).file());
            assertThat(out.images().get(i).remote().seed()).isEqualTo(7);
            assertThat(out.images().get(i).remote().flagged()).isTrue();
            assertThat(out.images().get(i).remote().id())
                    .isEqualTo(made.images().get(i).remote().id());
        }
        assertThat(out.failures()).extracting(FailedImage::message).containsExactly("Image 3 of 3: no");
        assertThat(out.cost()).isEqualTo(made.cost());
        assertThat(out.duration()).isEqualTo(Duration.ofMillis(1_234));
    }

    @Test
    void copiesWhereTheFileSystemHasNoSecondNames() throws IOException {
        Path elsewhere = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(elsewhere) && !Files.getFileStore(elsewhere).equals(Files.getFileStore(directory)));
        Path other = Files.createTempDirectory(elsewhere, "flux");
        try {
            ResultDirectory results = ResultDirectory.openFor(true, other);
            GeneratedImage image = image(Files.write(directory.resolve("1.jpg"), DrivenClient.PICTURE));
            StoredResult stored = results.keep("k", result(List.of(image)));
            image.delete();

            GeneratedImage out = results.open(result(List.of(image)).ticket(), stored, directory)
                    .orElseThrow()
                    .image();

            assertThat(out.file()).hasBinaryContent(DrivenClient.PICTURE);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out.file())))
                    .isEqualTo("rw-------");
            results.delete(stored);
        } finally {
            Files.delete(other);
        }
    }

    // ---- forgetting

    @ParameterizedTest
    @EnumSource
    void deletesWhatIsForgottenAndWhatACrashLeftOfIt(Provider provider) throws IOException {
        Site site = site(provider);
        Process process = site.start();
        made(site, process);
        Path orphan = site.results.resolve(ResultDirectory.nameOf("k") + "-1-0000.jpg");
        Files.write(orphan, new byte[] {1});
        Files.setLastModifiedTime(orphan, FileTime.from(SimulatedProvider.noon().minusSeconds(60)));
        Path younger = site.results.resolve(ResultDirectory.nameOf("k") + "-1-0001.jpg");
        Files.setLastModifiedTime(
                Files.write(younger, new byte[] {1}),
                FileTime.from(SimulatedProvider.noon().plusSeconds(600)));
        Path foreign = Files.writeString(site.results.resolve("readme.txt"), "mine");

        assertThat(process.client.ledger().forget(Duration.ofSeconds(1)).join()).isZero();
        process.client.ledger().delivered("k");
        site.advance("10S");
        assertThat(process.client.ledger().forget(Duration.ofSeconds(1)).join()).isEqualTo(1);

        assertThat(Site.files(site.results)).containsExactlyInAnyOrder(younger, foreign);
        assertThat(site.state("k")).isNull();
    }

    // ---- the directory itself

    @Test
    void isForItsOwnerOnly() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Site site = site(Provider.BFL);
        site.store.failBefore("ACCEPTED"::equals);
        Process process = site.start();
        process.driven.network.byHand(Kind.POLL);
        process.generate("k");

        Path unsaved = site.results.resolve("unsaved");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(site.results)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unsaved)))
                .isEqualTo("rwx------");
        assertThat(Site.files(unsaved))
                .singleElement()
                .satisfies(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
    }

    @Test
    void isRequiredByADurableJournal() {
        FluxClientBuilder builder = FluxClient.builder(ApiKey.of(Provider.BFL, "CANARY-key"))
                .journal(new SharedStore(SimulatedProvider::noon).open());

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("resultDirectory")
                .hasMessageContaining("durable");
    }

    @Test
    void isRefusedWhereItCannotBe() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        FluxClientBuilder builder =
                FluxClient.builder(ApiKey.of(Provider.BFL, "CANARY-key")).resultDirectory(file.resolve("results"));

        assertThatThrownBy(builder::build).isInstanceOf(InvalidRequest.class).hasMessageContaining("resultDirectory");
    }

    @Test
    void namesNoFileByATaskKey() {
        assertThat(ResultDirectory.nameOf("../../etc/passwd")).matches("[0-9a-f]{32}");
    }

    @Test
    void leavesNoFileBehindWhenItsCallerHasGone() {
        Site site = site(Provider.BFL);
        Process process = site.start();
        process.driven.network.byHand(Kind.DOWNLOAD);
        CompletableFuture<ImageResult> result = process.generate("k");
        site.advance("2S");
        site.store.onceAfter("STORED", () -> result.cancel(true));
        var download = process.driven.network.pending(Kind.DOWNLOAD);

        download.outcome().complete(download.deliver(DrivenClient.PICTURE));

        assertThat(result).isCancelled();
        assertThat(process.driven.files()).isEmpty();
        assertThat(site.state("k")).isInstanceOf(TaskState.Stored.class);
    }
}
