/** What has been promised and paid, kept so that nothing is paid for twice. */
@NullMarked
package io.github.camelflux.journal;

import org.jspecify.annotations.NullMarked;
