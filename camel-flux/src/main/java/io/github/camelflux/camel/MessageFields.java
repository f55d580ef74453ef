package io.github.camelflux.camel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelflux.RequestFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;

/**
 * A message's body as named fields: those of a {@code Map} or of JSON, or one text under a name that is given.
 *
 * <p>A text is JSON only if the message's Content-Type says so.
 */
final class MessageFields {
    private static final int MAX_TEXT = 100 * 1024;

    /** An image of 20 MB in base64, and the rest. */
    private static final int MAX_JSON = 28 * 1024 * 1024;

    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_JSON)
                            .maxStringLength(MAX_JSON)
                            .maxTokenCount(1000)
                            .maxNestingDepth(4)
                            .maxNameLength(256)
                            .maxNumberLength(64)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private MessageFields() {}

    /**
     * Reads the body.
     *
     * @param textField what a body is that is one text
     * @return empty for a body that is none of these, with a fault for each reason
     */
    static Map<String, Object> of(Message message, String textField, List<RequestFault> faults) {
        Object body = message.getBody();
        if (body instanceof Map<?, ?> map) {
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach((name, value) -> put(fields, String.valueOf(name), value, faults));
            return fields;
        }
        if (isJson(message)) {
            return json(message, body, faults);
        }
        String text = text(message, body, textField, faults);
        return text == null ? Map.of() : Map.of(textField, text);
    }

    /** The provider's spelling of a name is as good as ours. */
    private static void put(
            Map<String, Object> fields, String name, @Nullable Object value, List<RequestFault> faults) {
        StringBuilder camelCase = new StringBuilder();
        for (String word : name.split("_")) {
            boolean first = camelCase.isEmpty() || word.isEmpty();
            camelCase.append(first ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        if (value != null && fields.putIfAbsent(camelCase.toString(), value) != null) {
            faults.add(new RequestFault("body", "field " + name + " in two spellings", "each field once"));
        }
    }

    /** Whether the Content-Type says that the body is JSON. */
    static boolean isJson(Message message) {
        String type = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
        String media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return media.equals("application/json") || media.endsWith("+json");
    }

    private static Map<String, Object> json(Message message, @Nullable Object body, List<RequestFault> faults) {
        String given = "JSON";
        try {
            byte[] bytes = body instanceof CharSequence text
                    ? text.toString().getBytes(StandardCharsets.UTF_8)
                    : MessageBytes.of(body, message.getExchange(), MAX_JSON);
            Map<String, Object> fields = new LinkedHashMap<>();
            if (bytes != null && bytes.length <= MAX_JSON) {
                Map<String, Object> read = JSON.readValue(bytes, OBJECT);
                if (read != null) {
                    read.forEach((name, value) -> put(fields, name, value, faults));
                    return fields;
                }
            }
            given = bytes == null ? "no JSON" : bytes.length + " bytes of JSON";
        } catch (StreamConstraintsException e) {
            given = "JSON that is larger or deeper than a request";
        } catch (JsonProcessingException e) {
            given = "JSON with a fault at " + place(e.getLocation());
        } catch (IOException e) {
            given = "JSON that cannot be read";
        }
        faults.add(new RequestFault("body", given, "one JSON object of at most 28 MB, as the Content-Type says"));
        return Map.of();
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null
                ? "an unknown place"
                : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** Only text is taken for a text: anything else would be paid for and show nonsense. */
    static @Nullable String text(Message message, @Nullable Object given, String field, List<RequestFault> faults) {
        if (given == null || given instanceof CharSequence) {
            return given == null ? null : given.toString();
        }
        String fault = given.getClass().getSimpleName();
        try {
            byte[] bytes = MessageBytes.of(given, message.getExchange(), MAX_TEXT);
            if (bytes != null && bytes.length <= MAX_TEXT) {
                fault = bytes.length + " bytes that are no text";
                return decoded(bytes, Charset.forName(ExchangeHelper.getCharsetName(message.getExchange())));
            }
            fault = bytes == null ? fault : "more than " + MAX_TEXT + " bytes";
        } catch (IOException | IllegalCharsetNameException | UnsupportedCharsetException e) {
            // Reported below: it is no text.
        }
        faults.add(new RequestFault(
                field,
                fault,
                "text of at most 100 KB, as a String, bytes, a stream or a file, a Map, or JSON with its Content-Type;"
                        + " an image to remix goes into header " + FluxConstants.IMAGE_PROMPT));
        return null;
    }

    /** Strictly: an image that is taken for text is full of characters that no text has. */
    private static String decoded(byte[] bytes, Charset charset) throws CharacterCodingException {
        String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        if (text.indexOf('\0') >= 0) {
            throw new CharacterCodingException();
        }
        return text;
    }
}
