package io.github.camelflux.emulator.webhook;

import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a provider has to tell about a task, and where.
 *
 * @param due when it is so far
 * @param body built when the first attempt begins, and the same for all attempts
 * @param proof the headers that prove who sent the body
 */
public record Callback(
        String provider,
        String taskId,
        String url,
        Instant due,
        Manner manner,
        Retry retry,
        Supplier<byte[]> body,
        Function<byte[], Map<String, String>> proof) {}
