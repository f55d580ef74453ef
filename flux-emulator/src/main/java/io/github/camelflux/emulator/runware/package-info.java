/**
 * The HTTP API of <a href="https://runware.ai/docs">Runware</a> for the model {@code bfl:2@2}, written from its
 * documents and from what was seen of it. For the emulator's own use, but for what its builder takes.
 */
@NullMarked
package io.github.camelflux.emulator.runware;

import org.jspecify.annotations.NullMarked;
