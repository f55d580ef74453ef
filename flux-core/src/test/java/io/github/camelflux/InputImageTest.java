package io.github.camelflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.image.ImageFormat;
import io.github.camelflux.image.SamplePictures;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputImageTest {
    private static final byte[] PICTURE = SamplePictures.jpeg(8, 8);

    @TempDir
    Path directory;

    @Test
    void takesAnImageByItsBytes() {
        InputImage image = InputImage.of(PICTURE);

        assertThat(image.format()).isEqualTo(ImageFormat.JPEG);
        assertThat(Base64.getDecoder().decode(image.base64())).isEqualTo(PICTURE);
        assertThat(image.sha256()).matches("[0-9a-f]{64}");
        assertThat(image).hasToString("InputImage[JPEG, " + PICTURE.length + " bytes]");
    }

    @Test
    void isNotChangedByWhoeverGaveTheBytes() {
        byte[] bytes = PICTURE.clone();
        InputImage image = InputImage.of(bytes);
        String before = image.sha256();

        Arrays.fill(bytes, (byte) 0);

        assertThat(image.sha256()).isEqualTo(before);
    }

    @Test
    void takesAnImageFromAFile() throws IOException {
        Path file = Files.write(directory.resolve("misnamed.txt"), SamplePictures.png(3, 3, 1));

        assertThat(InputImage.ofFile(file).format()).isEqualTo(ImageFormat.PNG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><body>Not found</body></html>",
                "{\"a\":1}",
                "GIF89a",
                "https://example.com/a.png",
                "\u0089PNG"
            })
    void refusesWhatIsNoImage(String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);

        assertRefused(() -> InputImage.of(bytes));
        Path file = Files.write(directory.resolve("a.png"), bytes);
        assertRefused(() -> InputImage.ofFile(file));
    }

    @Test
    void refusesAnImageThatIsCutShortOrFollowedByMore() {
        assertRefused(() -> InputImage.of(Arrays.copyOf(PICTURE, PICTURE.length - 1)));
        assertRefused(() -> InputImage.of(Arrays.copyOf(PICTURE, PICTURE.length + 1)));
    }

    @Test
    void takesTwentyMegabytes() {
        byte[] largest = SamplePictures.pngOfSize(InputImage.MAX_SIZE);

        assertThat(largest).hasSize(20_971_520);
        assertThat(InputImage.of(largest)).hasToString("InputImage[PNG, 20971520 bytes]");
        assertRefused(() -> InputImage.of(SamplePictures.pngOfSize(InputImage.MAX_SIZE + 1)));
    }

    @Test
    void refusesMoreThanTwentyMegabytes() throws IOException {
        byte[] large = new byte[InputImage.MAX_SIZE + 1];
        assertThatThrownBy(() -> InputImage.of(large))
                .hasMessageContaining("20971521 bytes")
                .hasMessageContaining("20 MB");

        Path file = directory.resolve("large.png");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(InputImage.MAX_SIZE + 1L);
        }
        assertRefused(() -> InputImage.ofFile(file));
    }

    @Test
    void readsNoMoreOfAnEndlessFileThanItWouldTake() {
        Path endless = Path.of("/dev/zero");
        assumeTrue(Files.exists(endless), "where there is a file without end");

        assertRefused(() -> InputImage.ofFile(endless));
    }

    @Test
    void refusesAFileThatCannotBeRead() {
        assertRefused(() -> InputImage.ofFile(directory.resolve("absent.png")));
        assertRefused(() -> InputImage.ofFile(directory));
    }

    private static void assertRefused(ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        InvalidRequest.class,
                        e -> assertThat(e.faults())
                                .extracting(RequestFault::field)
                                .containsExactly("imagePrompt"))
                .hasMessageContaining("a complete JPEG, PNG or WEBP of at most 20 MB");
    }
}
