package io.github.camelflux.maven;

import io.github.camelflux.image.ImageFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a picture that was made, here and by whoever else has its bytes.
 *
 * @param sha256 of its bytes, in hexadecimal; the one truth about the picture
 * @param size bytes
 * @param model the model's name
 * @param provider the name of who made it
 * @param task the provider's name of the task
 * @param seed as the provider told it, or else as it was asked for
 * @param cost US dollars; null if nobody told
 * @param made the day in UTC
 * @param origin where it came from
 */
record StoredImage(
        String sha256,
        long size,
        ImageFormat format,
        int width,
        int height,
        String model,
        String provider,
        String task,
        long seed,
        @Nullable BigDecimal cost,
        LocalDate made,
        Origin origin) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private static final Pattern COST = Pattern.compile("[0-9]+([.][0-9]+)?");
    private static final int LONGEST_COST = 100;

    StoredImage {
        // It becomes the name of a file.
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("'sha256' is not 64 hexadecimal digits");
        }
    }

    /** Whether it is a drawing, which nobody has paid for. */
    boolean isDrawing() {
        return origin.emulated();
    }

    Optional<BigDecimal> dollars() {
        return Optional.ofNullable(cost);
    }

    Map<String, Object> toFields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sha256", sha256);
        fields.put("size", size);
        fields.put("mediaType", format.mediaType());
        fields.put("width", width);
        fields.put("height", height);
        fields.put("model", model);
        fields.put("provider", provider);
        fields.put("task", task);
        fields.put("seed", seed);
        if (cost != null) {
            fields.put("cost", cost.toPlainString());
        }
        fields.put("made", made.toString());
        if (origin.address() != null) {
            fields.put("address", origin.address());
        }
        if (origin.emulated()) {
            fields.put("emulated", true);
        }
        return fields;
    }

    /** @throws IOException if a field is missing or is not what it should be */
    static StoredImage of(Map<?, ?> fields) throws IOException {
        try {
            return new StoredImage(
                    text(fields, "sha256"),
                    number(fields, "size"),
                    format(text(fields, "mediaType")),
                    Math.toIntExact(number(fields, "width")),
                    Math.toIntExact(number(fields, "height")),
                    LogLine.of(text(fields, "model")),
                    LogLine.of(text(fields, "provider")),
                    LogLine.of(text(fields, "task")),
                    number(fields, "seed"),
                    fields.containsKey("cost") ? dollars(text(fields, "cost")) : null,
                    LocalDate.parse(text(fields, "made")),
                    origin(fields));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Origin origin(Map<?, ?> fields) {
        String address = fields.containsKey("address") ? LogLine.of(text(fields, "address")) : null;
        Object emulated = fields.containsKey("emulated") ? fields.get("emulated") : Boolean.FALSE;
        if (emulated instanceof Boolean flag) {
            return new Origin(address, flag);
        }
        throw new IllegalArgumentException("'emulated' is neither true nor false");
    }

    /** An exponent is short to write, and takes gigabytes to add to or to print. */
    private static BigDecimal dollars(String text) {
        if (text.length() > LONGEST_COST || !COST.matcher(text).matches()) {
            throw new IllegalArgumentException("'cost' is no sum of US dollars such as 0.04");
        }
        return new BigDecimal(text);
    }

    private static ImageFormat format(String mediaType) {
        for (ImageFormat format : ImageFormat.values()) {
            if (format.mediaType().equals(mediaType)) {
                return format;
            }
        }
        throw new IllegalArgumentException("'mediaType' is none of the formats that are made");
    }

    static String text(Map<?, ?> fields, String name) {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("'" + name + "' is missing or not a text");
    }

    static long number(Map<?, ?> fields, String name) {
        if (fields.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("'" + name + "' is missing or not a whole number");
    }
}
