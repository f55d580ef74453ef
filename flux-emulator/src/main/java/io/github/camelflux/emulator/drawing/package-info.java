/**
 * Draws pictures worth looking at from a prompt and a seed, without fonts or a display. For the emulator's own
 * use.
 */
@NullMarked
package io.github.camelflux.emulator.drawing;

import org.jspecify.annotations.NullMarked;
