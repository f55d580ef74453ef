/**
 * A small HTTP/1.1 server on the loopback interface that can also misbehave, byte by byte. For the emulator's own use.
 *
 * <p>It stands on plain sockets because a server made to be correct has no way to break off an answer after a given
 * byte, to reset a connection or to fall silent, and because the JDK's own answers 40 ms late unless a system
 * property of the whole JVM is set.
 */
@NullMarked
package io.github.camelflux.emulator.http;

import org.jspecify.annotations.NullMarked;
