package io.github.camelflux.image;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Names what arrived instead of an image; a guess for the message, on which no decision rests. */
final class ForeignContent {
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

    private ForeignContent() {}

    static String nameOf(byte[] head) {
        String bytes = new String(head, StandardCharsets.ISO_8859_1);
        String text = bytes.replace(BYTE_ORDER_MARK, "").stripLeading().toLowerCase(Locale.ROOT);
        if (text.startsWith("<")) {
            return markup(text);
        }
        if (text.startsWith("{") || text.startsWith("[")) {
            return "JSON";
        }
        return binary(bytes, head);
    }

    private static String markup(String text) {
        if (text.contains("<html") || text.contains("<!doctype html")) {
            return "HTML";
        }
        return text.contains("<svg") ? "SVG" : "XML or other markup";
    }

    private static String binary(String bytes, byte[] head) {
        if (bytes.startsWith("GIF8")) {
            return "GIF";
        }
        if (bytes.startsWith("II*\0") || bytes.startsWith("MM\0*")) {
            return "TIFF";
        }
        if (bytes.startsWith("ftypavif", 4)) {
            return "AVIF";
        }
        if (bytes.startsWith("\u001F\u008B")) {
            return "gzip";
        }
        if (bytes.startsWith("%PDF")) {
            return "PDF";
        }
        if (bytes.startsWith("PK\3\4")) {
            return "ZIP";
        }
        String start = HexFormat.ofDelimiter(" ").formatHex(head, 0, Math.min(4, head.length));
        return "an unknown format that begins with " + start;
    }
}
