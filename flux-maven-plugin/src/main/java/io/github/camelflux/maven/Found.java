package io.github.camelflux.maven;

import io.github.camelflux.file.Sha256;
import io.github.camelflux.image.ImageProbe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How what is in a file compares with the picture that belongs there. */
sealed interface Found {
    /** There is no file. */
    record Nothing() implements Found {}

    /** The very picture. */
    record Same() implements Found {}

    /** Git LFS has left a pointer in place of the picture. */
    record Pointer() implements Found {}

    /** It is no whole picture: nobody can want to keep it. */
    record Damaged(String why) implements Found {}

    /** A whole picture, and another one: somebody may have made it by hand. */
    record Other(String sha256) implements Found {}

    /** @param expected the picture that belongs there; null if none is known */
    static Found in(Path file, @Nullable StoredImage expected) {
        try {
            if (!Files.exists(file)) {
                return new Nothing();
            }
            long size = Files.size(file);
            if (expected != null && size == expected.size() && Sha256.of(file).equals(expected.sha256())) {
                return new Same();
            }
            if (expected != null && size < expected.size() && isPointer(file)) {
                return new Pointer();
            }
            ImageProbe.of(file);
            return new Other(Sha256.of(file));
        } catch (IOException e) {
            return new Damaged(file.getFileName() + " " + e.getMessage());
        }
    }

    private static boolean isPointer(Path file) throws IOException {
        byte[] begin = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(begin.length), begin);
        }
    }
}
