package io.github.camelflux.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * How a task stands after a change, as one line of its file: the length of a JSON object in bytes and its CRC32C, both
 * with eight hexadecimal digits, and the object.
 *
 * @param entry the task; its holder is to be found out by whoever reads it
 * @param owner the name of its holder
 */
record TaskLine(TaskEntry entry, String owner) {
    /** No line has a longer object, in bytes. */
    static final int LONGEST = 1_048_576;

    private static final int HEAD = 18;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(LONGEST)
                            .maxStringLength(JournalJson.LONGEST)
                            .maxTokenCount(12_000)
                            .maxNestingDepth(10)
                            .maxNameLength(TaskClaim.MOST_CHARACTERS)
                            .maxNumberLength(64)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // A key can have half of a surrogate pair, which no encoding keeps.
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The task as somebody sees it who knows who the holder is. */
    TaskEntry heldBy(TaskEntry.Holder holder) {
        return entry.heldBy(holder);
    }

    /**
     * The line, with its end.
     *
     * @throws IllegalArgumentException if it could not be read again
     */
    byte[] toBytes() {
        byte[] json;
        try {
            json = MAPPER.writeValueAsBytes(MAPPER.createObjectNode()
                    .put("version", entry.version())
                    .put("releases", entry.releases())
                    .put("owner", owner)
                    .put("delivered", entry.delivered())
                    .put("changed", entry.changedAt().toString())
                    .<ObjectNode>set("claim", MAPPER.readTree(JournalJson.write(entry.claim())))
                    .<ObjectNode>set("state", MAPPER.readTree(JournalJson.write(entry.state()))));
            parse(json);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("The task cannot be kept, or is too long to be: " + e.getMessage(), e);
        }
        byte[] line = Arrays.copyOf(head(json, 0, json.length), HEAD + json.length + 1);
        System.arraycopy(json, 0, line, HEAD, json.length);
        line[HEAD + json.length] = '\n';
        return line;
    }

    /** Whether the bytes up to the end of a line are what was written. */
    static boolean isIntact(byte[] bytes, int from, int end) {
        int json = from + HEAD;
        return json < end
                && Arrays.equals(head(bytes, json, end - json), 0, HEAD, bytes, from, json)
                && end - json <= LONGEST;
    }

    /** Whether bytes that no end of a line follows are the beginning of one. */
    static boolean isTorn(byte[] bytes, int from) {
        String head = new String(bytes, from, Math.min(HEAD, bytes.length - from), StandardCharsets.ISO_8859_1);
        String usual = "00000000 00000000 ";
        if (!head.replaceAll("[0-9a-f]", "0").equals(usual.substring(0, head.length()))) {
            return false;
        }
        if (head.length() < HEAD) {
            return true;
        }
        // One that lacks only its end was not torn when it has something else there.
        long length = HexFormat.fromHexDigitsToLong(head, 0, 8);
        return length <= LONGEST && bytes.length - from - HEAD <= length;
    }

    /**
     * Reads the line that an intact one is.
     *
     * @throws IOException if whoever wrote it meant something else
     */
    static TaskLine parse(byte[] bytes, int from, int end) throws IOException {
        try {
            return parse(Arrays.copyOfRange(bytes, from + HEAD, end));
        } catch (RuntimeException e) {
            throw new IOException("it is of another kind: " + e.getMessage(), e);
        }
    }

    private static TaskLine parse(byte[] bytes) throws IOException {
        JsonNode json = MAPPER.readTree(bytes);
        String owner = json.required("owner").asText();
        if (bytes.length > LONGEST || !Liveness.isHolder(owner)) {
            throw new IllegalArgumentException("An entry is at most " + LONGEST + " bytes and has an owner");
        }
        TaskEntry entry = new TaskEntry(
                JournalJson.readClaim(json.required("claim").toString()),
                JournalJson.readState(json.required("state").toString()),
                json.required("version").longValue(),
                json.required("releases").intValue(),
                TaskEntry.Holder.NOBODY,
                json.required("delivered").booleanValue(),
                Instant.parse(json.required("changed").asText()));
        return new TaskLine(entry, owner);
    }

    private static byte[] head(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        HexFormat hex = HexFormat.of();
        String head = hex.toHexDigits(length) + " " + hex.toHexDigits((int) checksum.getValue()) + " ";
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }
}
