package io.github.camelflux.image;

import static io.github.camelflux.image.SamplePictures.ascii;
import static io.github.camelflux.image.SamplePictures.bytes;
import static io.github.camelflux.image.SamplePictures.chunk;
import static io.github.camelflux.image.SamplePictures.extendedWebp;
import static io.github.camelflux.image.SamplePictures.insert;
import static io.github.camelflux.image.SamplePictures.join;
import static io.github.camelflux.image.SamplePictures.jpeg;
import static io.github.camelflux.image.SamplePictures.jpegFrame;
import static io.github.camelflux.image.SamplePictures.jpegOf;
import static io.github.camelflux.image.SamplePictures.jpegScan;
import static io.github.camelflux.image.SamplePictures.losslessWebp;
import static io.github.camelflux.image.SamplePictures.lossyBitmap;
import static io.github.camelflux.image.SamplePictures.lossyWebp;
import static io.github.camelflux.image.SamplePictures.noise;
import static io.github.camelflux.image.SamplePictures.png;
import static io.github.camelflux.image.SamplePictures.pngChunk;
import static io.github.camelflux.image.SamplePictures.pngHeader;
import static io.github.camelflux.image.SamplePictures.pngOf;
import static io.github.camelflux.image.SamplePictures.progressiveJpeg;
import static io.github.camelflux.image.SamplePictures.riff;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.camelflux.image.NotAnImageException.Reason;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ImageProbeTest {
    private static final int HUGE = 15 * 1024 * 1024;

    @TempDir
    Path directory;

    static Stream<byte[]> pictures() {
        return Stream.of(
                jpeg(64, 48),
                progressiveJpeg(64, 48),
                noise("jpg", 130),
                png(40, 30, BufferedImage.TYPE_INT_ARGB),
                noise("png", 80),
                lossyWebp(320, 200),
                losslessWebp(320, 200),
                extendedWebp(320, 200));
    }

    @ParameterizedTest
    @CsvSource({"JPEG, image/jpeg, jpg", "PNG, image/png, png", "WEBP, image/webp, webp"})
    void namesEachFormatAsTheWebDoes(ImageFormat format, String mediaType, String extension) {
        assertThat(format.mediaType()).isEqualTo(mediaType);
        assertThat(format.extension()).isEqualTo(extension);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void judgesAFileAsItJudgesItsBytes(byte[] picture) throws IOException {
        Path file = Files.write(directory.resolve("picture"), picture);
        assertThat(ImageProbe.of(file)).isEqualTo(ImageProbe.of(picture));

        for (byte[] wrong : List.of(Arrays.copyOf(picture, picture.length / 2), join(picture, bytes(0)))) {
            Files.write(file, wrong);
            NotAnImageException ofFile = catchThrowableOfType(NotAnImageException.class, () -> ImageProbe.of(file));
            assertThat(ofFile).hasMessage(Refusal.of(wrong).getMessage());
            assertThat(ofFile.reason()).isEqualTo(Refusal.reason(wrong));
        }
    }

    @Test
    void leavesAMissingFileToItsOwnException() {
        assertThatThrownBy(() -> ImageProbe.of(directory.resolve("absent"))).isInstanceOf(NoSuchFileException.class);
    }

    static Stream<Arguments> strangers() {
        return Stream.of(
                stranger("HTML", "\n <!DOCTYPE html><title>502</title><svg></svg>"),
                stranger("HTML", "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>"),
                stranger("HTML", "\u00EF\u00BB\u00BF<HTML>"),
                stranger("SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
                stranger("SVG", "<?xml version='1.0'?><!-- a --><svg/>"),
                stranger("XML or other markup", "<?xml version='1.0'?><Error/>"),
                stranger("JSON", "{\"status\":\"Ready\"}"),
                stranger("GIF", "GIF89a/*\u0001\u0000*/=1"),
                stranger("TIFF", "II*\0...."),
                stranger("AVIF", "\0\0\0\u0020ftypavif"),
                stranger("gzip", "\u001F\u008B\b"),
                stranger("PDF", "%PDF-1.7"),
                stranger("ZIP", "PK\3\4"),
                stranger("an unknown format that begins with 00", "\0"),
                stranger("an unknown format that begins with 52 49 46 46", "RIFF\4\0\0\0WAVE"),
                stranger("an unknown format that begins with ff d8 00 ff", "\u00FF\u00D8\0\u00FF\u00D9"),
                stranger("an unknown format that begins with 89 50 4e 47", "\u0089PNG\n\n\u001A\n"));
    }

    private static Arguments stranger(String name, String content) {
        return Arguments.of(name, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void saysWhatItIsInstead(String name, byte[] content) {
        NotAnImageException refusal = Refusal.of(content);

        assertThat(refusal.reason()).isEqualTo(Reason.UNRECOGNISED);
        assertThat(refusal).hasMessage("is " + name + ", which is not taken; JPEG, PNG and WEBP are");
    }

    @Test
    void takesNothingForATruncatedImage() {
        NotAnImageException refusal = Refusal.of(new byte[0]);

        assertThat(refusal.reason()).isEqualTo(Reason.TRUNCATED);
        assertThat(refusal).hasMessage("is empty");
    }

    @Test
    void takesTheLargestSizeAndNothingAbove() throws IOException {
        assertThat(ImageProbe.claimed(ImageFormat.PNG, 10_000, 10_000).width()).isEqualTo(10_000);
        assertThat(ImageProbe.claimed(ImageFormat.PNG, 32_767, 3_051).height()).isEqualTo(3_051);
        assertThatThrownBy(() -> ImageProbe.claimed(ImageFormat.PNG, 10_000, 10_001))
                .hasMessage("claims 10000 x 10001 pixels; at most 32767 a side and 100000000 in all are taken");
    }

    @Test
    void meetsGarbageWithNothingButARefusal() {
        Random random = new Random(20_000);
        List<byte[]> starts =
                List.of(new byte[0], bytes(0xFF, 0xD8, 0xFF), pngOf(), pngOf(pngHeader(9, 9)), ascii("RIFF"), riff());
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(600)];
            random.nextBytes(garbage);
            judge(join(starts.get(i % starts.size()), garbage));
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void meetsMutationsWithARefusalOrAProbe(byte[] picture) {
        Random random = new Random(picture.length);
        for (int i = 0; i < 3_000; i++) {
            byte[] mutant = picture.clone();
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                int at = random.nextInt(random.nextBoolean() ? Math.min(64, mutant.length) : mutant.length);
                mutant = mutate(mutant, at, random);
            }
            judge(mutant);
        }
    }

    private static byte[] mutate(byte[] bytes, int at, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> insert(bytes, at, bytes(random.nextInt()));
            case 1 -> insert(bytes, at, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 50)));
            case 2 -> join(Arrays.copyOf(bytes, at), bytes(0xFF), Arrays.copyOfRange(bytes, at + 1, bytes.length));
            default -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
        };
    }

    private static void judge(byte[] bytes) {
        try {
            ImageProbe probe = ImageProbe.of(bytes);
            assertThat(probe.width()).isBetween(1, ImageProbe.MAX_SIDE);
            assertThat(probe.height()).isBetween(1, ImageProbe.MAX_SIDE);
        } catch (NotAnImageException e) {
            assertThat(e.reason()).isNotNull();
            assertThat(e).hasMessageMatching("[\\x20-\\x7E]{5,150}");
        }
    }

    static Stream<byte[]> hugePictures() {
        byte[] data = new byte[HUGE];
        new Random(15).nextBytes(data);
        byte[] stuffed = data.clone();
        for (int i = 1; i < stuffed.length; i++) {
            stuffed[i] = stuffed[i - 1] == -1 ? 0 : stuffed[i];
        }
        return Stream.of(
                jpegOf(jpegFrame(0xC0, 320, 200), jpegScan(), stuffed, bytes(0)),
                pngOf(pngHeader(320, 200), pngChunk("IDAT", data), pngChunk("IEND")),
                riff(chunk("VP8 ", lossyBitmap(320, 200)), chunk("XMP ", data)));
    }

    @ParameterizedTest
    @MethodSource("hugePictures")
    void needsNoMoreMemoryForAHugeFile(byte[] picture) throws IOException {
        Path file = Files.write(directory.resolve("huge"), picture);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        ImageProbe.of(file);

        long before = threads.getCurrentThreadAllocatedBytes();
        ImageProbe probe = ImageProbe.of(file);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(probe.width()).isEqualTo(320);
        assertThat(allocated).isLessThan(64 * 1024);
    }
}
