/** The providers' APIs on localhost, for tests and for trying things out without a key. */
@NullMarked
package io.github.camelflux.emulator;

import org.jspecify.annotations.NullMarked;
