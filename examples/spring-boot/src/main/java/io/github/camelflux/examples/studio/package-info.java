/** A studio in the browser: prompts go in, a gallery comes out, and a budget is kept. */
@NullMarked
package io.github.camelflux.examples.studio;

import org.jspecify.annotations.NullMarked;
