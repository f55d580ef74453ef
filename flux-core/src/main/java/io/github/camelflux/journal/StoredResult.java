package io.github.camelflux.journal;

import io.github.camelflux.Cost;
import io.github.camelflux.image.ImageProbe;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What came of a task, with its images in files of ours. It holds no address: those of the provider's die.
 *
 * @param images at least one
 * @param failures why images of a task with several could not be had
 * @param cost as in a result
 * @param duration as in a result
 */
public record StoredResult(
        List<Image> images, List<String> failures, @Nullable Cost cost, Duration duration) {
    public StoredResult {
        images = List.copyOf(images);
        failures = List.copyOf(failures);
        if (images.isEmpty()) {
            throw new IllegalArgumentException("A result has at least one image");
        }
    }

    /**
     * An image in a file.
     *
     * @param file the file's name within the directory of results
     * @param size bytes
     * @param sha256 of its bytes, in hexadecimal
     * @param probe format and dimensions
     * @param id the provider's name for it, where it has one
     * @param seed what would make it again, where the provider told
     * @param flagged whether the provider's content check found it unsafe, where it looked
     */
    public record Image(
            String file,
            long size,
            String sha256,
            ImageProbe probe,
            @Nullable String id,
            @Nullable Long seed,
            @Nullable Boolean flagged) {
        private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,120}\\.[a-z0-9]{1,8}");

        public Image {
            // The text may come from a file or a database that others can write.
            if (!NAME.matcher(file).matches()) {
                throw new IllegalArgumentException(
                        "A stored image's name is letters, digits and dashes with an ending");
            }
        }
    }
}
