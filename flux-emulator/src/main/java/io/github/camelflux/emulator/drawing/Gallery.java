package io.github.camelflux.emulator.drawing;

import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Draws each picture when it is first looked at and keeps the latest ones; an older one is drawn again, to the same
 * bytes.
 *
 * <p>Safe for use by many threads. At most two draw at once, since each needs four bytes of memory for every pixel.
 */
public final class Gallery {
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final boolean sketches;
    private final Semaphore easels = new Semaphore(2);
    private final Map<Picture, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Format, Boolean> offered = new EnumMap<>(Format.class);
    private long keptBytes;

    /** @param sketches whether pictures have less to see and are drawn in a fraction of the time */
    public Gallery(boolean sketches) {
        this.sketches = sketches;
    }

    /** Whether pictures can be had in this format: always but for WebP, which takes an encoder that is optional. */
    public synchronized boolean draws(Format format) {
        return offered.computeIfAbsent(format, Encoder::offers);
    }

    /** The encoded picture; the caller must not change the array. Waits while others draw, unless interrupted. */
    public byte[] encoded(Picture picture) {
        byte[] found = find(picture);
        if (found != null) {
            return found;
        }
        try {
            easels.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting to draw", e);
        }
        try {
            byte[] drawnMeanwhile = find(picture);
            return drawnMeanwhile != null ? drawnMeanwhile : keep(picture, draw(picture));
        } finally {
            easels.release();
        }
    }

    private byte[] draw(Picture picture) {
        return sketches ? Painter.sketch(picture) : Painter.paint(picture);
    }

    private synchronized byte @Nullable [] find(Picture picture) {
        return kept.get(picture);
    }

    private synchronized byte[] keep(Picture picture, byte[] encoded) {
        byte[] before = kept.put(picture, encoded);
        keptBytes += encoded.length - (before == null ? 0 : before.length);
        Iterator<byte[]> oldest = kept.values().iterator();
        while (keptBytes > MAX_BYTES && kept.size() > 1) {
            keptBytes -= oldest.next().length;
            oldest.remove();
        }
        return encoded;
    }
}
