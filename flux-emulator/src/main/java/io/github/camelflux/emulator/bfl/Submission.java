package io.github.camelflux.emulator.bfl;

import io.github.camelflux.emulator.drawing.Format;
import io.github.camelflux.emulator.drawing.Picture;
import io.github.camelflux.emulator.drawing.Tint;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The body of a submit to FLUX 1.1 [pro] ultra. Fields that the document does not name are ignored, as the provider
 * ignores them.
 *
 * @param webhookUrl null without one
 * @see <a href="https://api.bfl.ai/openapi.json">the document</a>, schema {@code FluxUltraInput}
 */
record Submission(Picture picture, @Nullable String webhookUrl) {
    static final String MODEL = "flux-pro-1.1-ultra";

    private static final int MAX_URL = 2083;

    /** Reads all fields; what it returns is of use only if there were no violations. */
    static Submission read(BodyFields fields) {
        String prompt = fields.text("prompt");
        fields.flag("prompt_upsampling", false);
        BigInteger seed = fields.integer("seed", true);
        PixelSize size = size(fields);
        BigInteger tolerance = fields.integer("safety_tolerance", false);
        if (tolerance != null) {
            fields.within("safety_tolerance", tolerance.doubleValue(), 0, 6);
        }
        Format format = format(fields);
        boolean raw = fields.flag("raw", false);
        Tint tint = tint(fields);
        String webhook = webhook(fields);
        fields.text("webhook_secret");
        String chosen = seed != null
                ? seed.toString()
                : Long.toString(ThreadLocalRandom.current().nextLong(1L << 32));
        Picture picture = new Picture(
                MODEL, prompt == null ? "" : prompt, chosen, size.width(), size.height(), raw, format, tint);
        return new Submission(picture, webhook);
    }

    private static PixelSize size(BodyFields fields) {
        String ratio = fields.text("aspect_ratio", "16:9");
        return PixelSize.ofRatio(ratio).orElseGet(() -> {
            fields.valueError("aspect_ratio", "Aspect ratio must be given as width:height, between 21:9 and 9:21");
            return new PixelSize(0, 0);
        });
    }

    private static Format format(BodyFields fields) {
        String name = fields.text("output_format");
        if (name != null && !name.equals("jpeg") && !name.equals("png")) {
            fields.violation("enum", "output_format", "Input should be 'jpeg' or 'png'")
                    .putObject("ctx")
                    .put("expected", "'jpeg' or 'png'");
        }
        return "png".equals(name) ? Format.PNG : Format.JPEG;
    }

    private static @Nullable Tint tint(BodyFields fields) {
        double strength = fields.number("image_prompt_strength", 0.1);
        fields.within("image_prompt_strength", strength, 0, 1);
        String base64 = fields.text("image_prompt");
        if (base64 == null) {
            return null;
        }
        byte[] image = decode(base64);
        if (!isImage(image)) {
            fields.valueError("image_prompt", "Image must be a JPEG, PNG or WEBP in base64");
            return null;
        }
        return Tint.of(image, strength);
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static boolean isImage(byte[] bytes) {
        return starts(bytes, 0, 0xff, 0xd8, 0xff)
                || starts(bytes, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')
                || starts(bytes, 0, 'R', 'I', 'F', 'F') && starts(bytes, 8, 'W', 'E', 'B', 'P');
    }

    private static boolean starts(byte[] bytes, int offset, int... magic) {
        if (bytes.length < offset + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[offset + i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String webhook(BodyFields fields) {
        String url = fields.text("webhook_url");
        if (url == null) {
            return null;
        }
        if (url.length() > MAX_URL) {
            fields.violation("url_too_long", "webhook_url", "URL should have at most " + MAX_URL + " characters")
                    .putObject("ctx")
                    .put("max_length", MAX_URL);
            return null;
        }
        checkUrl(url, fields);
        return url;
    }

    private static void checkUrl(String url, BodyFields fields) {
        try {
            URI uri = new URI(url);
            if (uri.getScheme() == null) {
                urlParsing(fields, url.isEmpty() ? "input is empty" : "relative URL without a base");
            } else if (!uri.getScheme().matches("(?i)https?")) {
                fields.violation("url_scheme", "webhook_url", "URL scheme should be 'http' or 'https'")
                        .putObject("ctx")
                        .put("expected_schemes", "'http' or 'https'");
            } else if (!hasHost(uri)) {
                urlParsing(fields, "empty host");
            }
        } catch (URISyntaxException e) {
            urlParsing(fields, "invalid character");
        }
    }

    /** Java's own getHost() knows no host with an underscore, as containers like to have. */
    private static boolean hasHost(URI uri) {
        String authority = uri.getRawAuthority();
        return authority != null && !authority.matches("(.*@)?(:\\d*)?");
    }

    private static void urlParsing(BodyFields fields, String error) {
        fields.violation("url_parsing", "webhook_url", "Input should be a valid URL, " + error)
                .putObject("ctx")
                .put("error", error);
    }
}
