package io.github.camelflux.image;

import static io.github.camelflux.image.SamplePictures.ascii;
import static io.github.camelflux.image.SamplePictures.bytes;
import static io.github.camelflux.image.SamplePictures.canvas;
import static io.github.camelflux.image.SamplePictures.chunk;
import static io.github.camelflux.image.SamplePictures.extendedWebp;
import static io.github.camelflux.image.SamplePictures.join;
import static io.github.camelflux.image.SamplePictures.losslessBitmap;
import static io.github.camelflux.image.SamplePictures.losslessWebp;
import static io.github.camelflux.image.SamplePictures.lossyBitmap;
import static io.github.camelflux.image.SamplePictures.lossyWebp;
import static io.github.camelflux.image.SamplePictures.riff;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.image.NotAnImageException.Reason;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WebpReaderTest {
    private static final byte[] LOSSY = chunk("VP8 ", lossyBitmap(320, 200));

    static Stream<byte[]> pictures() {
        return Stream.of(lossyWebp(320, 200), losslessWebp(320, 200), extendedWebp(320, 200));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 300", "2752, 1536", "16383, 3", "3, 16383"})
    void tellsTheDimensionsOfLossyLosslessAndExtended(int width, int height) throws Exception {
        ImageProbe expected = new ImageProbe(ImageFormat.WEBP, width, height);

        assertThat(ImageProbe.of(lossyWebp(width, height))).isEqualTo(expected);
        assertThat(ImageProbe.of(losslessWebp(width, height))).isEqualTo(expected);
        assertThat(ImageProbe.of(extendedWebp(width, height))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void refusesAWebpCutAtAnyByte(byte[] picture) {
        Refusal.whereverCut(picture);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void refusesAnyByteBehindTheEnd(byte[] picture) {
        Refusal.ofAnyByteBehind(picture);
    }

    @Test
    void saysHowManyBytesWerePromised() {
        byte[] picture = lossyWebp(320, 200);

        assertThat(Refusal.of(Arrays.copyOf(picture, 30)))
                .hasMessage("is cut short after 30 of the " + picture.length + " bytes that its header promises");
    }

    static Stream<byte[]> broken() {
        byte[] oddLength = join(lossyWebp(9, 9), bytes(0));
        oddLength[4]++;
        byte[] interFrame = lossyBitmap(9, 9);
        interFrame[0] |= 1;
        byte[] partitionTooLong = lossyBitmap(9, 9);
        partitionTooLong[0] = 0x10;
        partitionTooLong[1] = 1;
        byte[] noStartCode = lossyBitmap(9, 9);
        noStartCode[3] = 0;
        byte[] wrongVersion = losslessBitmap(9, 9);
        wrongVersion[4] |= 0x20;
        byte[] wrongSignature = losslessBitmap(9, 9);
        wrongSignature[0] = 0;
        byte[] reachesTooFar = lossyWebp(9, 9);
        reachesTooFar[16] += 2;
        byte[] reachesFarthest = lossyWebp(9, 9);
        Arrays.fill(reachesFarthest, 16, 20, (byte) 0xFF);
        return Stream.of(
                riff(),
                riff(chunk("EXIF", bytes(1))),
                riff(LOSSY, bytes(0, 0)),
                riff(LOSSY, LOSSY),
                riff(LOSSY, chunk("VP8X", canvas(0, 320, 200))),
                riff(chunk("VP8X", canvas(0, 320, 200))),
                riff(chunk("VP8X", canvas(0, 320, 201)), LOSSY),
                riff(chunk("VP8X", new byte[8]), LOSSY),
                riff(chunk("VP8 ", new byte[9])),
                riff(chunk("VP8L", new byte[4])),
                riff(chunk("VP8 ", lossyBitmap(0, 9))),
                riff(chunk("VP8 ", lossyBitmap(9, 0))),
                riff(chunk("VP8 ", interFrame)),
                riff(chunk("VP8 ", partitionTooLong)),
                riff(chunk("VP8 ", noStartCode)),
                riff(chunk("VP8L", wrongVersion)),
                riff(chunk("VP8L", wrongSignature)),
                oddLength,
                reachesTooFar,
                reachesFarthest,
                join(ascii("RIFF"), bytes(0, 0, 0, 0), ascii("WEBP")));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void refusesWhatBreaksTheRulesOfTheFormat(byte[] webp) {
        assertThat(Refusal.reason(webp)).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void refusesASizeThatNobodyShouldDecode() {
        assertThat(Refusal.reason(lossyWebp(12_000, 12_000))).isEqualTo(Reason.TOO_LARGE);
        assertThat(Refusal.reason(losslessWebp(12_000, 12_000))).isEqualTo(Reason.TOO_LARGE);
        assertThat(Refusal.reason(riff(chunk("VP8X", canvas(0, 32_768, 1)), LOSSY)))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(Refusal.reason(riff(chunk("VP8X", canvas(0, 1, 1)), chunk("VP8L", losslessBitmap(16_000, 16_000)))))
                .isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void refusesAnAnimation() {
        assertThat(Refusal.of(riff(chunk("VP8X", canvas(0x02, 320, 200)), chunk("ANIM", new byte[6]))))
                .hasMessage("is an animated WEBP, which is not taken");
        assertThat(Refusal.reason(riff(chunk("VP8X", canvas(0, 320, 200)), chunk("ANMF", new byte[16]))))
                .isEqualTo(Reason.UNRECOGNISED);
    }
}
