package io.github.camelflux.emulator;

import io.github.camelflux.emulator.drawing.Picture;
import java.math.BigDecimal;

/**
 * What a task is to do, in words common to all providers.
 *
 * @param credits what it costs if it yields a picture
 */
record Order(Picture picture, BigDecimal credits) {}
