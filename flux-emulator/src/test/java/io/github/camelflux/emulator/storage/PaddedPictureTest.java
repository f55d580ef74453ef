package io.github.camelflux.emulator.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelflux.emulator.drawing.Format;
import io.github.camelflux.emulator.drawing.Gallery;
import io.github.camelflux.emulator.drawing.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaddedPictureTest {

    @ParameterizedTest
    @EnumSource(Format.class)
    void canBeReadWhateverTheSizeOfItsFiller(Format format) throws Exception {
        Gallery gallery = new Gallery(false);
        assumeTrue(gallery.draws(format), "no encoder runs here");
        byte[] picture = gallery.encoded(new Picture("m", "p", "1", 64, 32, false, format, 88, null, null));

        // Around the overhead of a segment, and around the largest segment of a JPEG.
        for (int filler :
                new int[] {-5, 0, 1, 3, 4, 5, 12, 13, 65_536, 65_537, 65_538, 65_540, 65_541, 131_075, 200_000}) {
            PaddedPicture padded = new PaddedPicture(picture, format, picture.length + filler);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            padded.writeTo(out);

            assertThat((long) out.size()).as("filler %d", filler).isEqualTo(padded.length());
            assertThat(out.size()).isGreaterThanOrEqualTo(picture.length + filler);
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
            assertThat(image.getWidth()).isEqualTo(64);
        }
    }
}
