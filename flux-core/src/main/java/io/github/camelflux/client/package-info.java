/** The door to the library and a request's whole path. */
@NullMarked
package io.github.camelflux.client;

import org.jspecify.annotations.NullMarked;
