package io.github.camelflux;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

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
        Map<Parameter, Allowed> parameters = request.model().parameters();
        parameters.forEach((parameter, allowed) -> {
            if (decides(parameter, request)) {
                Optional<Object> value = request.get(parameter).or(allowed::defaultValue);
                value.ifPresent(known -> add(digest, parameter.id(), canonical(known)));
            }
        });
        return new RequestDigest(VERSION + HexFormat.of().formatHex(digest.digest()));
    }

    private static boolean decides(Parameter parameter, ImageRequest request) {
        boolean weighsNothing = parameter == Parameter.IMAGE_PROMPT_STRENGTH && request.imagePrompt() == null;
        return parameter.isPartOfThePicture() && !weighsNothing;
    }

    private static String canonical(Object value) {
        if (value instanceof AspectRatio ratio) {
            return ratio.reduced().toString();
        }
        return value instanceof InputImage image ? image.sha256() : value.toString();
    }

    /** Values carry their length, so that no prompt can be written to look like two parameters. */
    private static void add(MessageDigest digest, String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        digest.update((name + ":" + bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }
}
