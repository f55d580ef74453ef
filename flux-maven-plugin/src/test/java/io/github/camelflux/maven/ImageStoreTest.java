package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.file.Sha256;
import io.github.camelflux.image.ImageFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {
    @TempDir
    Path directory;

    private final RequestDigest digest = new RequestDigest("fx1:" + "0".repeat(64));
    private Path picture;
    private StoredImage image;
    private ImageStore store;

    @BeforeEach
    void make() throws IOException {
        picture = Files.writeString(directory.resolve("picture"), "bytes");
        image = new StoredImage(
                Sha256.of(picture),
                5,
                ImageFormat.JPEG,
                1,
                1,
                "pro",
                "bfl",
                "id",
                7,
                null,
                LocalDate.EPOCH,
                Origin.PROVIDER);
        store = new ImageStore(directory.resolve("store"), InstantSource.system());
    }

    @Test
    void nothingIsCreatedByAsking() {
        assertThat(store.find(digest)).isEqualTo(ImageStore.Known.NOTHING);
        assertThat(store.bytes(image)).isEmpty();
        assertThat(store.root()).doesNotExist();
    }

    @Test
    void bytesThatWereDamagedAreNeverHandedOutAndPutAside() throws IOException {
        store.keep(digest, 0, picture, image);
        Path blob = store.bytes(image).orElseThrow();
        Files.writeString(blob, "bytEs");

        assertThat(store.bytes(image)).isEmpty();
        assertThat(blob).doesNotExist();
        assertThat(store.root().resolve("damaged")).isNotEmptyDirectory();
    }

    /** A file of a module can be changed by hand at any time, and nothing of the store may change with it. */
    @Test
    void whatIsInAModuleIsCopied() throws IOException {
        store.keep(digest, 0, picture, image);

        assertThat(Files.isSameFile(store.bytes(image).orElseThrow(), picture)).isFalse();
    }

    @Test
    void whatTheClientBroughtHomeIsTheStoresFileUnlessItHasOne() throws IOException {
        StoredImage kept = store.take(digest, 0, picture, image);
        Path blob = store.bytes(kept).orElseThrow();
        Path again = Files.copy(picture, directory.resolve("again"));

        assertThat(kept).isEqualTo(image);
        assertThat(Files.isSameFile(blob, picture)).isTrue();
        assertThat(store.take(digest, 1, again, image)).isEqualTo(image);
        assertThat(Files.isSameFile(blob, picture)).isTrue();
    }

    @Test
    void ofTwoBuildsWithTheSameTaskTheFirstPictureStays() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "other");
        StoredImage second = new StoredImage(
                Sha256.of(other),
                5,
                ImageFormat.JPEG,
                1,
                1,
                "pro",
                "bfl",
                "id",
                7,
                null,
                LocalDate.EPOCH,
                Origin.PROVIDER);
        store.keep(digest, 0, picture, image);

        assertThat(store.keep(digest, 0, other, second)).isEqualTo(image);
        assertThat(store.keep(digest, 1, other, second)).isEqualTo(second);
    }

    @Test
    void onlyWhatFailedForNothingGoesOnWithANewTaskByItself() throws IOException {
        assertThat(store.find(digest).current()).isZero();
        assertThat(store.find(digest).anew()).isZero();

        store.note(digest, 0, false);
        assertThat(store.find(digest).current()).isZero();
        assertThat(store.find(digest).anew()).isEqualTo(1);

        store.note(digest, 0, true);
        assertThat(store.find(digest).current()).isEqualTo(1);
    }

    @Test
    void aNoteThatCannotBeReadIsPutAside() throws IOException {
        store.keep(digest, 0, picture, image);
        try (var notes = Files.list(store.requests())) {
            Files.writeString(notes.findFirst().orElseThrow(), "{");
        }

        assertThat(store.find(digest)).isEqualTo(ImageStore.Known.NOTHING);
    }

    @Test
    void whatAnEmulatorDrewIsKeptApart() {
        Path place = directory.resolve("store");

        assertThat(StorePlace.of(place, Addresses.OWN)).isEqualTo(place);
        assertThat(of(place, Provider.BFL, "https://api.eu.bfl.ai", Set.of())).isEqualTo(place);
        assertThat(of(place, Provider.BFL, "https://gateway.example.org", Set.of("https://gateway.example.org:443")))
                .isEqualTo(place);
        assertThat(List.of(
                        of(place, Provider.BFL, "http://127.0.0.1:8787", Set.of()),
                        of(place, Provider.RUNWARE, "http://localhost:8788/v1", Set.of()),
                        of(place, Provider.BFL, "https://gateway.example.org", Set.of()),
                        of(place, Provider.BFL, "https://api.bfl.ai.example.org:1", Set.of())))
                .containsExactly(
                        place.resolve("emulator-8787"),
                        place.resolve("emulator-8788"),
                        place.resolve("emulator-gateway.example.org"),
                        place.resolve("emulator-api.bfl.ai.example.org_1"));
    }

    private static Path of(Path place, Provider provider, String address, Set<String> trusted) {
        return StorePlace.of(place, new Addresses(Map.of(provider, URI.create(address)), trusted));
    }
}
