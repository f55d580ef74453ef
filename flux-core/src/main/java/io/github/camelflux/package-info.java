/** The words that users type: requests, results, tickets, costs and errors. */
@NullMarked
package io.github.camelflux;

import org.jspecify.annotations.NullMarked;
