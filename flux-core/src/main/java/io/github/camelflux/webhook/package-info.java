/** What proves that a call comes from the provider, and about which task it is. */
@NullMarked
package io.github.camelflux.webhook;

import org.jspecify.annotations.NullMarked;
