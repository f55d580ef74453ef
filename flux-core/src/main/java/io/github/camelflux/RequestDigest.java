package io.github.camelflux;

import io.github.camelflux.file.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A fingerprint of the picture that is asked for: equal for requests that ask for the same one, whoever asks.
 *
 * <p>A parameter at its documented default counts as unset, so that a further parameter changes no fingerprint of
 * before. Webhooks, keys and providers do not count.
 *
 * @param value {@code fx1:} and a SHA-256 in hexadecimal
 */
public record RequestDigest(String value) {
    private static final String VERSION = "fx1:";

    /** Fingerprints a request. */
    public static RequestDigest of(ImageRequest request) {
        Sha256 digest = new Sha256();
        add(digest, "model", request.model().id());
        for (Parameter parameter : Parameter.values()) {
            if (decides(parameter, request)) {
                Optional<String> usual = defaultOf(parameter, request.model()).map(RequestDigest::canonical);
                request.get(parameter)
                        .map(RequestDigest::canonical)
                        .filter(value -> !usual.equals(Optional.of(value)))
                        .ifPresent(value -> add(digest, parameter.id(), value));
            }
        }
        return new RequestDigest(VERSION + digest.value());
    }

    private static boolean decides(Parameter parameter, ImageRequest request) {
        boolean weighsNothing = parameter == Parameter.IMAGE_PROMPT_STRENGTH && request.imagePrompt() == null;
        return parameter.isPartOfThePicture() && !weighsNothing;
    }

    /** Providers of one model agree on what each parameter is by default. */
    private static Optional<Object> defaultOf(Parameter parameter, FluxModel model) {
        return model.providers().stream()
                .map(provider -> model.parameters(provider).get(parameter))
                .flatMap(allowed -> allowed == null ? Stream.empty() : allowed.defaultValue().stream())
                .findFirst();
    }

    private static String canonical(Object value) {
        if (value instanceof AspectRatio ratio) {
            return ratio.reduced().toString();
        }
        return value instanceof InputImage image ? image.sha256() : value.toString();
    }

    /** Values carry their length, so that no prompt can be written to look like two parameters. */
    private static void add(Sha256 digest, String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        digest.add((name + ":" + bytes.length + ":").getBytes(StandardCharsets.UTF_8))
                .add(bytes);
    }
}
