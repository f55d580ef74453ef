package io.github.camelflux.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Reads answers that somebody else wrote, with limits on everything that can be made large. */
final class Json {
    /** The largest answer that is read, in bytes. */
    static final long MAX_BYTES = 1024 * 1024;

    /** The same for an answer about many tasks, or with images in it. */
    static final long MAX_LARGE_BYTES = 256 * MAX_BYTES;

    /** On either side of the decimal point: enough for any amount that is meant. */
    private static final int MOST_DIGITS = 30;

    private static final ObjectMapper MAPPER = mapper(MAX_BYTES, 20_000);
    private static final ObjectMapper LARGE = mapper(MAX_LARGE_BYTES, 2_000_000);

    private static ObjectMapper mapper(long maxBytes, long maxTokens) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxDocumentLength(maxBytes)
                                .maxStringLength((int) maxBytes)
                                .maxTokenCount(maxTokens)
                                .maxNestingDepth(32)
                                .maxNameLength(256)
                                .maxNumberLength(64)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
    }

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static byte[] write(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new IllegalStateException("A tree of plain values can always be written", e);
        }
    }

    /** The object in a body, or a missing node when it is not one well-formed object within the limits. */
    static JsonNode readObject(byte[] body) {
        return read(MAPPER, body);
    }

    /** The same for an answer about many tasks, or with images in it, whose size the transport has bounded. */
    static JsonNode readLargeObject(byte[] body) {
        return read(LARGE, body);
    }

    private static JsonNode read(ObjectMapper mapper, byte[] body) {
        try {
            JsonNode node = mapper.readTree(body);
            return node != null && node.isObject() ? node : MissingNode.getInstance();
        } catch (IOException | NumberFormatException e) {
            // The latter for an exponent that no number type takes, which the parser lets through.
            return MissingNode.getInstance();
        }
    }

    /** The text that a body is as a whole, or null when it is anything but one JSON text. */
    static @Nullable String readText(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            return node != null && node.isTextual() ? node.textValue() : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** A text member, or null when it is absent or anything but text. */
    static @Nullable String text(JsonNode object, String name) {
        JsonNode member = object.path(name);
        return member.isTextual() ? member.textValue() : null;
    }

    /** An address with a host, or null when the member is absent or anything else. */
    static @Nullable URI address(JsonNode object, String name) {
        String text = text(object, name);
        try {
            URI address = text == null ? null : URI.create(text);
            return address == null || address.getHost() == null ? null : address;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** An integer of 64 bits, or null when the member is absent or anything else. */
    static @Nullable Long integer(JsonNode object, String name) {
        JsonNode member = object.path(name);
        return member.isIntegralNumber() && member.canConvertToLong() ? Long.valueOf(member.longValue()) : null;
    }

    /**
     * A number that is at least zero, or null. One with a giant exponent counts as none: a few characters, which would
     * take gigabytes as soon as anybody adds to them or prints them.
     */
    static @Nullable BigDecimal amount(JsonNode object, String name) {
        JsonNode member = object.path(name);
        if (!member.isNumber()) {
            return null;
        }
        BigDecimal amount = member.decimalValue();
        boolean moderate = Math.abs((long) amount.scale()) <= MOST_DIGITS && amount.precision() <= MOST_DIGITS;
        return moderate && amount.signum() >= 0 ? amount : null;
    }
}
