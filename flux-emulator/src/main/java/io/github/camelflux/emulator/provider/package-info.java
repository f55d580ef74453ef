/**
 * What the emulated providers have in common: orders, the tasks they become, and how a task goes. Knows no provider's
 * words. For the emulator's own use.
 */
@NullMarked
package io.github.camelflux.emulator.provider;

import org.jspecify.annotations.NullMarked;
