/** Images over HTTP: at once, or by an order that is asked for later. */
@NullMarked
package io.github.camelflux.examples.rest;

import org.jspecify.annotations.NullMarked;
