package io.github.camelflux.emulator.drawing;

import org.jspecify.annotations.Nullable;

/**
 * Everything that decides what a picture looks like: equal values give the same bytes on one JDK.
 *
 * @param prompt chooses the scene and is written into it
 * @param width in pixels
 * @param height in pixels
 * @param raw the muted, photographic look instead of the vivid one
 * @param quality 1 to 100, for a format that loses something
 * @param tint what an input image adds; null without one
 * @param style what a finetune adds; null without one
 */
public record Picture(
        String model,
        String prompt,
        String seed,
        int width,
        int height,
        boolean raw,
        Format format,
        int quality,
        @Nullable Tint tint,
        @Nullable Style style) {}
