/** What every part of a client works with. Not for use from outside. */
@NullMarked
package io.github.camelflux.runtime;

import org.jspecify.annotations.NullMarked;
