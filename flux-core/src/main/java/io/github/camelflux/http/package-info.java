/** Sending a call and getting its outcome: deadlines, size caps, and the one type that a key may be attached to. */
@NullMarked
package io.github.camelflux.http;

import org.jspecify.annotations.NullMarked;
