package io.github.camelflux;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A fingerprint of the picture that is asked for: equal for requests that ask for the same one, whoever asks.
 *
 * <p>Unset parameters count as their documented defaults. Webhooks, keys and providers do not count.
 *
 * @param value {@code fx1:} and a SHA-256 in hexadecimal
 */
public record RequestDigest(String value) {
    private static final String VERSION = "fx1:";

    /** Fingerprints a request. */
    public static RequestDigest of(ImageRequest request) {
        MessageDigest digest = InputImage.newSha256();
        add(digest, "model", request.model().id());
        add(digest, "prompt", request.prompt());
        add(digest, "promptUpsampling", orDefault(request.promptUpsampling(), false));
        add(digest, "seed", orDefault(request.seed(), "random"));
        add(
                digest,
                "aspectRatio",
                orDefault(request.aspectRatio(), new AspectRatio(16, 9)).reduced());
        add(digest, "safetyTolerance", orDefault(request.safetyTolerance(), 2));
        add(digest, "outputFormat", orDefault(request.outputFormat(), OutputFormat.JPEG));
        add(digest, "raw", orDefault(request.raw(), false));
        InputImage imagePrompt = request.imagePrompt();
        if (imagePrompt != null) {
            add(digest, "imagePrompt", imagePrompt.sha256());
            add(digest, "imagePromptStrength", orDefault(request.imagePromptStrength(), 0.1));
        }
        return new RequestDigest(VERSION + HexFormat.of().formatHex(digest.digest()));
    }

    private static <T> T orDefault(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    /** Values carry their length, so that no prompt can be written to look like two parameters. */
    private static void add(MessageDigest digest, String name, Object value) {
        byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
        digest.update((name + ":" + bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }
}
