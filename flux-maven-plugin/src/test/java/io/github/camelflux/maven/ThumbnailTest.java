package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small pictures of large ones, within a number of bytes. */
class ThumbnailTest {
    private static final byte[] WEBP =
            Base64.getDecoder().decode("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAwA0JaQAA3AA/vuUAAA=");

    @TempDir
    Path directory;

    private Path picture(int width, int height, String format) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random noise = new Random(1);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = (x < width / 2 ? 0xE00000 : 0x0000E0) + noise.nextInt(16) * 0x000100;
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        Path file = directory.resolve("picture." + format);
        ImageIO.write(image, format, file.toFile());
        return file;
    }

    private static BufferedImage read(String address) throws IOException {
        assertThat(address).startsWith("data:image/jpeg;base64,");
        return ImageIO.read(
                new ByteArrayInputStream(Base64.getDecoder().decode(address.substring(address.indexOf(',') + 1))));
    }

    @ParameterizedTest
    @CsvSource({"jpg, 2752, 1536, 640, 357", "png, 768, 1376, 357, 640"})
    void aLargePictureBecomesASmallOneOfTheSameShapeAndColours(
            String format, int width, int height, int smallWidth, int smallHeight) throws IOException {
        Path large = picture(width, height, format);

        BufferedImage small = read(Thumbnail.of(large, 150_000).orElseThrow());

        assertThat(small.getWidth()).isEqualTo(smallWidth);
        assertThat(small.getHeight()).isCloseTo(smallHeight, org.assertj.core.data.Offset.offset(1));
        assertThat(small.getRGB(10, 10) >> 16 & 255).isBetween(0xD0, 0xF0);
        assertThat(small.getRGB(smallWidth - 10, 10) & 255).isBetween(0xD0, 0xF0);
    }

    /** More than is decoded at once. */
    @Test
    @Tag("full")
    void aGiantIsReadByEveryOtherPixel() throws IOException {
        BufferedImage small =
                read(Thumbnail.of(picture(6000, 5000, "png"), 150_000).orElseThrow());

        assertThat(small.getWidth()).isEqualTo(640);
        assertThat(small.getRGB(10, 10) >> 16 & 255).isBetween(0xD0, 0xF0);
    }

    @ParameterizedTest
    @ValueSource(ints = {4_000, 8_000, 20_000, 150_000})
    void itHasNoMoreBytesThanItMay(int most) throws IOException {
        assertThat(Thumbnail.of(picture(1000, 1000, "jpg"), most).orElseThrow().length())
                .isLessThanOrEqualTo(most);
    }

    @Test
    void whatDoesNotFitAtAllIsLeftOut() throws IOException {
        assertThat(Thumbnail.of(picture(1000, 1000, "jpg"), 300)).isEmpty();
        assertThat(Thumbnail.of(picture(1000, 1000, "jpg"), 0)).isEmpty();
    }

    @Test
    void whatIsSmallOrCannotBeDecodedIsThereAsItIs() throws IOException {
        Path webp = Files.write(directory.resolve("tiny.webp"), WEBP);
        Path png = picture(40, 30, "png");

        assertThat(Thumbnail.of(webp, 10_000))
                .contains("data:image/webp;base64," + Base64.getEncoder().encodeToString(WEBP));
        assertThat(Thumbnail.of(png, 50_000))
                .contains("data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(png)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<script>alert(1)</script>", "version https://git-lfs.github.com/spec/v1"})
    void whatIsNoPictureIsNotShown(String text) throws IOException {
        assertThat(Thumbnail.of(Files.writeString(directory.resolve("hero.jpg"), text), 100_000))
                .isEmpty();
        assertThat(Thumbnail.of(directory.resolve("missing.jpg"), 100_000)).isEmpty();
    }
}
