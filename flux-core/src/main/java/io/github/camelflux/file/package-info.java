/** Files as everything here needs them: this user's alone, and on the disk when a method returns. */
@NullMarked
package io.github.camelflux.file;

import org.jspecify.annotations.NullMarked;
