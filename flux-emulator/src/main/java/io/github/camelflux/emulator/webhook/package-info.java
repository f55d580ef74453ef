/** Calls the addresses that submits name for it, for either provider. */
@NullMarked
package io.github.camelflux.emulator.webhook;

import org.jspecify.annotations.NullMarked;
