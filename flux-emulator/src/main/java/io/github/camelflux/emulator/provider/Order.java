package io.github.camelflux.emulator.provider;

import io.github.camelflux.emulator.drawing.Picture;
import java.math.BigDecimal;

/**
 * What a task is to do.
 *
 * @param credits what it costs if it yields a picture
 * @param course how it goes unless a script says otherwise
 */
public record Order(Picture picture, BigDecimal credits, Course course) {}
