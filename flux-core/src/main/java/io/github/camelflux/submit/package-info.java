/** Makes a request an accepted task, at most once for each task key. Not for use from outside. */
@NullMarked
package io.github.camelflux.submit;

import org.jspecify.annotations.NullMarked;
