package io.github.camelflux.journal;

import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.file.Sha256;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants made, as far as a journal is told: enough to recognise the wish, and to say what is at stake. It
 * holds no prompt and no key.
 *
 * @param taskKey the name that the task is found again by
 * @param named whether the caller chose the name, so that a message that is delivered again can find the task
 * @param digest what picture is asked for; a key stands for one picture only
 * @param provider who is to make it
 * @param model what it is to be made with
 * @param account a label of the account that pays, which tells no key
 * @param price US dollars that the list asks for it; null for a model without a list price
 * @param attributes what the caller wants back with a result that is found after a crash: texts, booleans, whole and
 *     decimal numbers, at most {@value #MOST_CHARACTERS} characters in all
 */
public record TaskClaim(
        String taskKey,
        boolean named,
        RequestDigest digest,
        Provider provider,
        FluxModel model,
        String account,
        @Nullable BigDecimal price,
        Map<String, Object> attributes) {

    /** How long names and values may be together. */
    public static final int MOST_CHARACTERS = 16_384;

    public TaskClaim {
        attributes = Map.copyOf(attributes);
        int characters = 0;
        for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
            if (!isPlain(attribute.getValue())) {
                throw new IllegalArgumentException(
                        "An attribute is a text, a boolean or a finite number, and '" + attribute.getKey() + "' is a "
                                + attribute.getValue().getClass().getName());
            }
            characters += attribute.getKey().length()
                    + attribute.getValue().toString().length();
        }
        if (characters > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "Attributes are at most " + MOST_CHARACTERS + " characters in all, and these are " + characters);
        }
    }

    /** What files of a task are called: anything can be in a key, and of any length. */
    public static String fileName(String taskKey) {
        byte[] key = new byte[taskKey.length() * Character.BYTES];
        ByteBuffer.wrap(key).asCharBuffer().put(taskKey);
        return Sha256.of(key);
    }

    /** Whether a value can be an attribute's. */
    public static boolean isPlain(Object value) {
        return value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double number && Double.isFinite(number);
    }
}
