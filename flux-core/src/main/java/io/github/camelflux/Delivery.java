package io.github.camelflux;

/**
 * Whether images could be fetched from a host.
 *
 * @param host where images come from
 * @param reached whether it answers, whatever it says, and may be downloaded from
 * @param reason in words, why not; empty when it was reached
 */
public record Delivery(String host, boolean reached, String reason) {}
