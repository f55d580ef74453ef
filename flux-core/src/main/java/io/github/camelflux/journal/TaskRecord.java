package io.github.camelflux.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a task stands, as its file says: one line of the length of a JSON object in bytes and its CRC32C, both with eight
 * hexadecimal digits, and the object, in ASCII.
 *
 * <p>Before, files had a line more after each change, and a crash could leave the beginning of one at the end: of such
 * a file the last whole line counts.
 *
 * @param entry the task; its holder is to be found out by whoever reads it
 * @param owner the name of its holder
 */
record TaskRecord(TaskEntry entry, String owner) {
    /** No object is longer, in bytes. */
    static final int LONGEST = 1_048_576;

    private static final int HEAD = 18;

    private static final Pattern BEGINNING = Pattern.compile(
            "[0-9a-f]{0,8}|[0-9a-f]{8} [0-9a-f]{0,8}|(?<length>[0-9a-f]{8}) [0-9a-f]{8} (?<json>.*)", Pattern.DOTALL);

    /** The task as somebody sees it who knows who the holder is. */
    TaskEntry heldBy(TaskEntry.Holder holder) {
        return entry.heldBy(holder);
    }

    /**
     * What the file is to hold.
     *
     * @throws IllegalArgumentException if it could not be read again
     */
    byte[] toBytes() {
        try {
            String json = JournalJson.ascii(JournalJson.object()
                    .put("version", entry.version())
                    .put("releases", entry.releases())
                    .put("owner", owner)
                    .put("delivered", entry.delivered())
                    .put("changed", entry.changedAt().toString())
                    .<ObjectNode>set("claim", JournalJson.tree(entry.claim()))
                    .<ObjectNode>set("state", JournalJson.tree(entry.state())));
            byte[] bytes = (head(json) + json + "\n").getBytes(StandardCharsets.US_ASCII);
            of(bytes);
            return bytes;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("The task cannot be kept, or is too long to be: " + e.getMessage(), e);
        }
    }

    /**
     * Reads what a file holds.
     *
     * @throws IllegalArgumentException if that is not what was written
     */
    static TaskRecord of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('\n');
        String line = text.substring(text.lastIndexOf('\n', end - 1) + 1, Math.max(0, end));
        String json = line.substring(Math.min(HEAD, line.length()));
        if (json.isEmpty() || !line.startsWith(head(json)) || !isBeginning(text.substring(end + 1))) {
            throw new IllegalArgumentException("it is not as it was written");
        }
        return of(JournalJson.tree(json, LONGEST));
    }

    /** One that lacks only its end was not begun as a line when it has something else there. */
    private static boolean isBeginning(String rest) {
        Matcher beginning = BEGINNING.matcher(rest);
        if (!beginning.matches()) {
            return false;
        }
        @Nullable String length = beginning.group("length");
        return length == null
                || beginning.group("json").length() <= Math.min(LONGEST, HexFormat.fromHexDigitsToLong(length));
    }

    private static TaskRecord of(JsonNode json) {
        String owner = json.required("owner").asText();
        if (!Liveness.isHolder(owner)) {
            throw new IllegalArgumentException("it has no holder");
        }
        TaskEntry entry = new TaskEntry(
                JournalJson.claim(json.required("claim")),
                JournalJson.state(json.required("state")),
                json.required("version").longValue(),
                json.required("releases").intValue(),
                TaskEntry.Holder.NOBODY,
                json.required("delivered").booleanValue(),
                Instant.parse(json.required("changed").asText()));
        return new TaskRecord(entry, owner);
    }

    private static String head(String json) {
        CRC32C checksum = new CRC32C();
        checksum.update(json.getBytes(StandardCharsets.ISO_8859_1));
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(json.length()) + " " + hex.toHexDigits((int) checksum.getValue()) + " ";
    }
}
