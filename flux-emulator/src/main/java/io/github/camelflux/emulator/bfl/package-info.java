/**
 * The API of <a href="https://docs.bfl.ai">Black Forest Labs</a>, written from its documents. For the emulator's own
 * use.
 */
@NullMarked
package io.github.camelflux.emulator.bfl;

import org.jspecify.annotations.NullMarked;
