package io.github.camelflux.emulator.drawing;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An alphabet of strokes, so that no font is needed.
 *
 * <p>Each glyph is a few lines on a grid of 12 units from the top of a capital to the baseline, written as pairs of
 * base-36 digits; those that begin with {@code ~} are rounded off.
 */
final class Lettering {
    /** Units from the top of a capital to the baseline. */
    static final int CAPITAL = 12;
    /** Units from one baseline to the next. */
    static final int LINE = 24;

    private static final float GAP = 3.2f;
    private static final float SPACE = 4.5f;
    private static final String UNKNOWN = "00707c0c00";
    private static final Map<Character, Glyph> GLYPHS = glyphs();

    private Lettering() {}

    /** @param lines each a row of points, x and y in turn */
    private record Glyph(float width, List<float[]> lines) {}

    /**
     * The text as this alphabet can write it: accents dropped, typographic signs made plain, white space made
     * single.
     */
    static String plain(String text) {
        String plain = text.replace("ß", "ss")
                .replace("æ", "ae")
                .replace("Æ", "AE")
                .replace("ø", "o")
                .replace("Ø", "O")
                .replace("ł", "l")
                .replace("Ł", "L")
                .replaceAll("[‘’‚]", "'")
                .replaceAll("[“”„«»]", "\"")
                .replaceAll("[‐‑‒–—]", "-");
        // One box for one sign that is not in the alphabet, also for one that takes two chars.
        String bare = Normalizer.normalize(plain, Normalizer.Form.NFD).replaceAll("\\p{M}+", "");
        // Composed again, for Hangul falls apart into letters that are no marks.
        return Normalizer.normalize(bare, Normalizer.Form.NFC)
                .replaceAll("[\\s\\p{Cc}\\p{Cf}]+", " ")
                .replaceAll("[^\\x20-\\x7e…×·]", "\ufffd")
                .strip();
    }

    /** In units. */
    static float width(String text) {
        float width = 0;
        for (int i = 0; i < text.length(); i++) {
            width += advance(text.charAt(i));
        }
        return Math.max(0, width - GAP);
    }

    /**
     * Writes a line of text.
     *
     * @param unit pixels for each unit
     * @param thick the width of a stroke in pixels
     */
    static void write(Mask mask, String text, float x, float y, float unit, float thick) {
        float left = x;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ') {
                for (float[] line : glyph(c).lines()) {
                    for (int p = 0; p < line.length; p += 2) {
                        int next = Math.min(p + 2, line.length - 2);
                        mask.stroke(
                                left + line[p] * unit,
                                y + line[p + 1] * unit,
                                left + line[next] * unit,
                                y + line[next + 1] * unit,
                                thick / 2);
                    }
                }
            }
            left += advance(c) * unit;
        }
    }

    private static float advance(char c) {
        return c == ' ' ? SPACE + GAP : glyph(c).width() + GAP;
    }

    private static Glyph glyph(char c) {
        Glyph glyph = GLYPHS.get(c);
        return glyph == null ? GLYPHS.get('\ufffd') : glyph;
    }

    private static Map<Character, Glyph> glyphs() {
        Map<Character, Glyph> glyphs = new HashMap<>();
        for (String line : Alphabet.STROKES.split("\n")) {
            glyphs.put(line.charAt(0), parse(line.substring(2)));
        }
        glyphs.put('\ufffd', parse(UNKNOWN));
        return Map.copyOf(glyphs);
    }

    private static Glyph parse(String strokes) {
        List<float[]> lines = new ArrayList<>();
        float width = 0;
        for (String stroke : strokes.split(" ")) {
            boolean round = stroke.startsWith("~");
            String points = round ? stroke.substring(1) : stroke;
            float[] line = new float[points.length()];
            for (int i = 0; i < line.length; i++) {
                line[i] = Character.digit(points.charAt(i), 36);
                width = i % 2 == 0 ? Math.max(width, line[i]) : width;
            }
            lines.add(round ? rounded(rounded(rounded(line))) : line);
        }
        return new Glyph(width, lines);
    }

    /** Cuts each corner at a quarter of its sides (Chaikin); the ends stay. */
    private static float[] rounded(float[] line) {
        int points = line.length / 2;
        float[] cut = new float[4 * points];
        int n = 0;
        cut[n++] = line[0];
        cut[n++] = line[1];
        for (int i = 0; i < points - 1; i++) {
            for (float t : new float[] {0.25f, 0.75f}) {
                cut[n++] = line[2 * i] + (line[2 * i + 2] - line[2 * i]) * t;
                cut[n++] = line[2 * i + 1] + (line[2 * i + 3] - line[2 * i + 1]) * t;
            }
        }
        cut[n++] = line[line.length - 2];
        cut[n] = line[line.length - 1];
        return cut;
    }
}
