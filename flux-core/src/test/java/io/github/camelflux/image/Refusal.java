package io.github.camelflux.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.camelflux.image.NotAnImageException.Reason;
import java.util.Arrays;

/** What the probe says to bytes that it must not accept. */
final class Refusal {
    private Refusal() {}

    static NotAnImageException of(byte[] bytes) {
        NotAnImageException refusal = catchThrowableOfType(NotAnImageException.class, () -> ImageProbe.of(bytes));
        assertThat(refusal).as("refusal of %s bytes", bytes.length).isNotNull();
        return refusal;
    }

    static Reason reason(byte[] bytes) {
        return of(bytes).reason();
    }

    static void whereverCut(byte[] picture) {
        for (int length = 0; length < picture.length; length++) {
            assertThat(reason(Arrays.copyOf(picture, length)))
                    .as("cut to %s of %s bytes", length, picture.length)
                    .isEqualTo(Reason.TRUNCATED);
        }
    }

    static void ofAnyByteBehind(byte[] picture) {
        byte[] longer = Arrays.copyOf(picture, picture.length + 1);
        for (int value = 0; value < 256; value++) {
            longer[picture.length] = (byte) value;
            assertThat(reason(longer)).as("followed by %s", value).isEqualTo(Reason.TRAILING_BYTES);
        }
    }
}
