/** Tells what an image is from its bytes alone, so that nothing a network says about it has to be believed. */
@NullMarked
package io.github.camelflux.image;

import org.jspecify.annotations.NullMarked;
