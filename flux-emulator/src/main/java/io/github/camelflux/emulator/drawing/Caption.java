package io.github.camelflux.emulator.drawing;

import java.util.ArrayList;
import java.util.List;

/** Writes the prompt on a panel at the bottom, and in a corner at the top that this picture is an emulated one. */
final class Caption {
    private static final int MAX_LINES = 5;
    private static final float SMALLEST_SIDE = 256;
    private static final String ELLIPSIS = "…";

    private final Canvas canvas;
    private final Picture picture;
    private final int margin;

    Caption(Canvas canvas, Picture picture) {
        this.canvas = canvas;
        this.picture = picture;
        this.margin = (int) (30 * canvas.unit());
    }

    void write() {
        float unit = canvas.unit();
        int room = canvas.width() - 2 * margin;
        String prompt = Lettering.plain(picture.prompt());
        if (!prompt.isEmpty()) {
            float letter = readable(1.45f, 0.75f);
            List<String> lines = wrap(prompt, Math.min(room, 1000 * unit) / letter - 2 * Lettering.CAPITAL);
            panel(lines, letter, 0.62f, true);
        }
        Style style = picture.style();
        String finetune = style == null ? "" : " · " + style.name() + " " + style.strength();
        String mark = "emulated · " + picture.model() + finetune + " · seed " + picture.seed() + " · " + picture.width()
                + "×" + picture.height();
        float letter = readable(0.8f, 0.62f);
        panel(List.of(shortened(Lettering.plain(mark), room / letter - 2 * Lettering.CAPITAL)), letter, 0.45f, false);
    }

    /**
     * Pixels for each unit of the alphabet.
     *
     * @param usual in units of the canvas
     * @param least in pixels, for what the eye can still read in the smallest pictures that are offered
     */
    private float readable(float usual, float least) {
        float shorter = Math.min(canvas.width(), canvas.height());
        return Math.max(usual * canvas.unit(), least * Math.min(1, shorter / SMALLEST_SIDE));
    }

    /** @param letter pixels for each unit of the alphabet */
    private void panel(List<String> lines, float letter, float dark, boolean atBottom) {
        float widest = 0;
        for (String line : lines) {
            widest = Math.max(widest, Lettering.width(line));
        }
        int pad = (int) (Lettering.CAPITAL * letter);
        int width = (int) (widest * letter) + 2 * pad;
        int height = (int) (((lines.size() - 1) * Lettering.LINE + Lettering.CAPITAL) * letter) + 2 * pad;
        int left = atBottom ? margin : canvas.width() - margin - width;
        int top = atBottom ? canvas.height() - margin - height : margin;
        darken(left, top, width, height, dark);
        Mask mask = new Mask(width, height);
        for (int i = 0; i < lines.size(); i++) {
            Lettering.write(mask, lines.get(i), pad, pad + i * Lettering.LINE * letter, letter, 1.7f * letter);
        }
        mask.print(canvas, left, top, 0xf7f7f2);
    }

    private void darken(int left, int top, int width, int height, float dark) {
        float corner = 9 * canvas.unit();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float dx = Math.max(0, Math.max(corner - x, x - (width - 1 - corner)));
                float dy = Math.max(0, Math.max(corner - y, y - (height - 1 - corner)));
                float inside = dx == 0 || dy == 0 ? 1 : corner + 0.5f - (float) Math.sqrt(dx * dx + dy * dy);
                int at = (top + y) * canvas.width() + left + x;
                canvas.pixels()[at] = Rgb.mix(canvas.pixels()[at], 0x0a0d14, Math.min(1, inside) * dark);
            }
        }
    }

    /** @param room in units of the alphabet */
    static List<String> wrap(String text, float room) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty() && lines.size() < MAX_LINES) {
            int end = lines.size() == MAX_LINES - 1 ? rest.length() : lineEnd(rest, room);
            lines.add(shortened(rest.substring(0, end).strip(), room));
            rest = rest.substring(end).strip();
        }
        return lines;
    }

    /** After the last word that fits; in the middle of a word that is too long by itself. */
    private static int lineEnd(String text, float room) {
        int end = 0;
        int space = 0;
        while (end < text.length() && Lettering.width(text.substring(0, end + 1)) <= room) {
            end++;
            space = end < text.length() && text.charAt(end) == ' ' ? end : space;
        }
        return end == text.length() || space == 0 ? Math.max(1, end) : space;
    }

    private static String shortened(String text, float room) {
        if (Lettering.width(text) <= room) {
            return text;
        }
        int end = lineEnd(text, room - Lettering.width(" " + ELLIPSIS));
        return text.substring(0, end).strip() + ELLIPSIS;
    }
}
