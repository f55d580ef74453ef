/** What each provider's API says, as pure translations without sending. */
@NullMarked
package io.github.camelflux.provider;

import org.jspecify.annotations.NullMarked;
