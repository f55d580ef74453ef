/** A task journal in a database, which several processes can share. */
@NullMarked
package io.github.camelflux.journal.jdbc;

import org.jspecify.annotations.NullMarked;
