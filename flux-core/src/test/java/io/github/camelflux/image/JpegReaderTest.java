package io.github.camelflux.image;

import static io.github.camelflux.image.SamplePictures.ascii;
import static io.github.camelflux.image.SamplePictures.bytes;
import static io.github.camelflux.image.SamplePictures.insert;
import static io.github.camelflux.image.SamplePictures.join;
import static io.github.camelflux.image.SamplePictures.jpeg;
import static io.github.camelflux.image.SamplePictures.jpegFrame;
import static io.github.camelflux.image.SamplePictures.jpegOf;
import static io.github.camelflux.image.SamplePictures.jpegScan;
import static io.github.camelflux.image.SamplePictures.noise;
import static io.github.camelflux.image.SamplePictures.progressiveJpeg;
import static io.github.camelflux.image.SamplePictures.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.image.NotAnImageException.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegReaderTest {
    private static final byte[] FRAME = jpegFrame(0xC0, 320, 200);
    private static final byte[] SCAN = jpegScan(1, 2, 3);

    static Stream<byte[]> pictures() {
        return Stream.of(jpeg(64, 48), progressiveJpeg(64, 48), withThumbnailAndComments(jpeg(33, 17)));
    }

    /** Behind the start: Exif with a whole JPEG in it, a comment that looks like an end, and one at the size limit. */
    private static byte[] withThumbnailAndComments(byte[] picture) {
        return insert(
                picture,
                2,
                join(
                        segment(0xE1, join(ascii("Exif\0\0"), jpeg(16, 12))),
                        segment(0xFE, bytes(0xFF, 0xD9)),
                        segment(0xFE, new byte[0])));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 300", "1024, 768", "2752, 1536"})
    void tellsTheDimensionsOfBaselineAndProgressive(int width, int height) throws Exception {
        ImageProbe expected = new ImageProbe(ImageFormat.JPEG, width, height);

        assertThat(ImageProbe.of(jpeg(width, height))).isEqualTo(expected);
        assertThat(ImageProbe.of(progressiveJpeg(width, height))).isEqualTo(expected);
    }

    @Test
    void isNotConfusedByAnEmbeddedThumbnail() throws Exception {
        assertThat(ImageProbe.of(withThumbnailAndComments(jpeg(640, 480))))
                .isEqualTo(new ImageProbe(ImageFormat.JPEG, 640, 480));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void refusesAJpegCutAtAnyByte(byte[] picture) {
        Refusal.whereverCut(picture);
    }

    @Test
    void refusesAJpegCutAtAnyByteBeyondTheFirstBuffer() {
        Refusal.whereverCut(noise("jpg", 130));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void refusesAnyByteBehindTheEnd(byte[] picture) {
        Refusal.ofAnyByteBehind(picture);
    }

    @Test
    void refusesASecondPictureBehindTheFirst() {
        assertThat(Refusal.reason(join(jpeg(8, 8), jpeg(8, 8)))).isEqualTo(Reason.TRAILING_BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
    void takesEveryKindOfFrame(int marker) throws Exception {
        assertThat(ImageProbe.of(jpegOf(jpegFrame(marker, 320, 200), SCAN)))
                .isEqualTo(new ImageProbe(ImageFormat.JPEG, 320, 200));
    }

    @ParameterizedTest
    @ValueSource(ints = {0xC4, 0xC8, 0xCC})
    void doesNotTakeTablesForAFrame(int marker) throws Exception {
        byte[] table = jpegFrame(marker, 9, 9);

        assertThat(Refusal.reason(jpegOf(table, SCAN))).isEqualTo(Reason.CORRUPT);
        assertThat(ImageProbe.of(jpegOf(table, FRAME, SCAN)).width()).isEqualTo(320);
    }

    @Test
    void passesStuffingRestartsAndFillBytesInsideScans() throws Exception {
        byte[] first = jpegScan(1, 0xFF, 0, 2, 0xFF, 0xD0, 3, 0xFF, 0xFF, 0xD7, 0xFF, 0, 0xD9);
        byte[] second = jpegScan(4, 0xFF, 0xFF, 0xFF);

        assertThat(ImageProbe.of(jpegOf(bytes(0xFF, 0xFF), FRAME, first, segment(0xC4, bytes(0)), second)))
                .isEqualTo(new ImageProbe(ImageFormat.JPEG, 320, 200));
    }

    static Stream<byte[]> broken() {
        return Stream.of(
                jpegOf(),
                jpegOf(FRAME),
                jpegOf(SCAN),
                jpegOf(SCAN, FRAME),
                jpegOf(FRAME, FRAME, SCAN),
                jpegOf(FRAME, SCAN, FRAME),
                jpegOf(FRAME, bytes(0), SCAN),
                jpegOf(FRAME, bytes(0xFF, 0), SCAN),
                jpegOf(FRAME, bytes(0xFF, 0x02), SCAN),
                jpegOf(FRAME, bytes(0xFF, 0xD3), SCAN),
                jpegOf(bytes(0xFF, 0xD8), FRAME, SCAN),
                jpegOf(bytes(0xFF, 0xE0, 0, 0), FRAME, SCAN),
                jpegOf(bytes(0xFF, 0xE0, 0, 1), FRAME, SCAN),
                jpegOf(segment(0xC0, bytes(8, 0, 9, 0, 9, 0)), SCAN),
                jpegOf(segment(0xC0, bytes(8, 0, 9, 0, 9, 3, 1, 0x11, 0)), SCAN),
                jpegOf(jpegFrame(0xC0, 0, 9), SCAN),
                jpegOf(jpegFrame(0xC0, 9, 0), SCAN));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void refusesWhatBreaksTheRulesOfTheFormat(byte[] jpeg) {
        assertThat(Refusal.reason(jpeg)).isEqualTo(Reason.CORRUPT);
    }

    @ParameterizedTest
    @CsvSource({"12000, 12000", "65500, 65500", "32768, 1", "1, 32768"})
    void refusesASizeThatNobodyShouldDecode(int width, int height) {
        assertThat(Refusal.reason(jpegOf(jpegFrame(0xC0, width, height), SCAN))).isEqualTo(Reason.TOO_LARGE);
    }
}
