package io.github.camelflux.emulator.drawing;

/**
 * Ink on a sheet: how much of each pixel is covered. Strokes that overlap do not add up, so joints are as dark as
 * the rest.
 */
final class Mask {
    private final int width;
    private final int height;
    private final float[] ink;

    Mask(int width, int height) {
        this.width = width;
        this.height = height;
        this.ink = new float[width * height];
    }

    /** A straight line with round ends. */
    void stroke(float x1, float y1, float x2, float y2, float radius) {
        float dx = x2 - x1;
        float dy = y2 - y1;
        float square = Math.max(dx * dx + dy * dy, 1e-6f);
        int right = (int) Math.min(width - 1, Math.max(x1, x2) + radius + 1);
        int bottom = (int) Math.min(height - 1, Math.max(y1, y2) + radius + 1);
        for (int y = (int) Math.max(0, Math.min(y1, y2) - radius - 1); y <= bottom; y++) {
            for (int x = (int) Math.max(0, Math.min(x1, x2) - radius - 1); x <= right; x++) {
                float along = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / square));
                float offX = x - x1 - along * dx;
                float offY = y - y1 - along * dy;
                float cover = radius + 0.5f - (float) Math.sqrt(offX * offX + offY * offY);
                int at = y * width + x;
                ink[at] = Math.max(ink[at], Math.min(1, cover));
            }
        }
    }

    void print(Canvas canvas, int left, int top, int colour) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (ink[y * width + x] > 0) {
                    int at = (top + y) * canvas.width() + left + x;
                    canvas.pixels()[at] = Rgb.mix(canvas.pixels()[at], colour, ink[y * width + x]);
                }
            }
        }
    }
}
