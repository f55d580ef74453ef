package io.github.camelflux.image;

import static io.github.camelflux.image.SamplePictures.join;
import static io.github.camelflux.image.SamplePictures.noise;
import static io.github.camelflux.image.SamplePictures.png;
import static io.github.camelflux.image.SamplePictures.pngChunk;
import static io.github.camelflux.image.SamplePictures.pngHeader;
import static io.github.camelflux.image.SamplePictures.pngOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.image.NotAnImageException.Reason;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PngReaderTest {
    private static final byte[] HEADER = pngHeader(320, 200);
    private static final byte[] PIXELS = pngChunk("IDAT", (byte) 1, (byte) 2);
    private static final byte[] END = pngChunk("IEND");

    static Stream<byte[]> pictures() {
        return Stream.of(
                png(40, 30, BufferedImage.TYPE_INT_RGB),
                png(40, 30, BufferedImage.TYPE_BYTE_GRAY),
                png(40, 30, BufferedImage.TYPE_INT_ARGB),
                png(9, 5, BufferedImage.TYPE_BYTE_INDEXED));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 300", "1024, 768", "2752, 1536"})
    void tellsTheDimensionsInColourGrayAndWithAlpha(int width, int height) throws Exception {
        ImageProbe expected = new ImageProbe(ImageFormat.PNG, width, height);

        assertThat(ImageProbe.of(png(width, height, BufferedImage.TYPE_INT_RGB)))
                .isEqualTo(expected);
        assertThat(ImageProbe.of(png(width, height, BufferedImage.TYPE_BYTE_GRAY)))
                .isEqualTo(expected);
        assertThat(ImageProbe.of(png(width, height, BufferedImage.TYPE_INT_ARGB)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void refusesAPngCutAtAnyByte(byte[] picture) {
        Refusal.whereverCut(picture);
    }

    @Test
    void refusesAPngCutAtAnyByteBeyondTheFirstBuffer() {
        Refusal.whereverCut(noise("png", 80));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void refusesAnyByteBehindTheEnd(byte[] picture) {
        Refusal.ofAnyByteBehind(picture);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void refusesAPngWithAnySingleBitFlipped(byte[] picture) {
        refusesEveryFlip(picture, 1);
    }

    @Test
    void refusesAFlippedBitBeyondTheFirstBuffer() {
        refusesEveryFlip(noise("png", 80), 13);
    }

    private static void refusesEveryFlip(byte[] picture, int step) {
        for (int bit = 0; bit < picture.length * 8; bit += step) {
            picture[bit / 8] ^= (byte) (1 << bit % 8);
            Refusal.of(picture);
            picture[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void passesChunksThatItDoesNotKnow() throws Exception {
        byte[] png = pngOf(HEADER, pngChunk("zTXt", new byte[40_000]), PIXELS, pngChunk("tIME"), PIXELS, END);

        assertThat(ImageProbe.of(png)).isEqualTo(new ImageProbe(ImageFormat.PNG, 320, 200));
    }

    static Stream<byte[]> broken() {
        byte[] endlessChunk =
                ByteBuffer.allocate(8).putInt(-1).putInt(0x49444154).array();
        return Stream.of(
                pngOf(HEADER, END),
                pngOf(PIXELS, HEADER, END),
                pngOf(HEADER, HEADER, PIXELS, END),
                pngOf(HEADER, PIXELS, pngChunk("IEND", (byte) 0)),
                pngOf(HEADER, endlessChunk, PIXELS, END),
                pngOf(pngChunk("IHDR", new byte[12]), PIXELS, END),
                pngOf(pngHeader(0, 9), PIXELS, END),
                pngOf(pngHeader(9, 0), PIXELS, END));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void refusesWhatBreaksTheRulesOfTheFormat(byte[] png) {
        assertThat(Refusal.reason(png)).isEqualTo(Reason.CORRUPT);
    }

    @ParameterizedTest
    @CsvSource({"12000, 12000", "32768, 1", "1, 32768", "-1, -1"})
    void refusesASizeThatNobodyShouldDecode(int width, int height) {
        assertThat(Refusal.reason(pngOf(pngHeader(width, height), PIXELS, END))).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void refusesAnAnimation() {
        NotAnImageException refusal = Refusal.of(pngOf(HEADER, pngChunk("acTL", new byte[8]), PIXELS, END));

        assertThat(refusal.reason()).isEqualTo(Reason.UNRECOGNISED);
        assertThat(refusal).hasMessage("is an animated PNG, which is not taken");
    }

    @Test
    void refusesASecondPictureBehindTheFirst() {
        byte[] picture = pngOf(HEADER, PIXELS, END);

        assertThat(Refusal.reason(join(picture, picture))).isEqualTo(Reason.TRAILING_BYTES);
    }
}
