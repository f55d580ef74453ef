/**
 * What is promised and paid, as clients, components and plugins ask for it and tell it: one {@link
 * io.github.camelflux.ledger.TaskLedger} for each journal, which no client asks past it.
 */
@NullMarked
package io.github.camelflux.ledger;

import org.jspecify.annotations.NullMarked;
