/** Fetches images from where the provider has put them. Not for use from outside. */
@NullMarked
package io.github.camelflux.download;

import org.jspecify.annotations.NullMarked;
