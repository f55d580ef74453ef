package io.github.camelflux.emulator.http;

import java.time.Duration;

/**
 * How a body trickles.
 *
 * @param bytes how many go out at once; more than none
 * @param every the pause between two pieces
 */
public record Pace(int bytes, Duration every) {}
