/** Asks for tasks until they have ended. Not for use from outside. */
@NullMarked
package io.github.camelflux.poll;

import org.jspecify.annotations.NullMarked;
