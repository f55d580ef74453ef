/** Where finished pictures are fetched from. For the emulator's own use. */
@NullMarked
package io.github.camelflux.emulator.storage;

import org.jspecify.annotations.NullMarked;
