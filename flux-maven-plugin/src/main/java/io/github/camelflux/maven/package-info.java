/** Images that a POM declares: made once, locked, and found again by every other build. */
@NullMarked
package io.github.camelflux.maven;

import org.jspecify.annotations.NullMarked;
