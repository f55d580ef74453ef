package io.github.camelflux.crash;

import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Ticket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a node has got for a task, in a form that fits into a line.
 *
 * @param sha256 of the image's bytes
 */
record Result(String key, String sha256, long seed, String dollars, Ticket ticket) {
    static Result of(String key, ImageResult result) {
        GeneratedImage image = result.image();
        return new Result(
                key,
                sha256(image),
                image.remote().seed(),
                result.cost().dollars().toPlainString(),
                result.ticket());
    }

    /** Reads what {@link #toString} writes, after the first word of a line. */
    static Result of(String line) {
        String[] words = line.split(" ");
        return new Result(words[1], words[2], Long.parseLong(words[3]), words[4], Ticket.parse(words[5]));
    }

    private static String sha256(GeneratedImage image) {
        try {
            byte[] bytes = Files.readAllBytes(image.file());
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return String.join(" ", key, sha256, Long.toString(seed), dollars, ticket.toText());
    }
}
