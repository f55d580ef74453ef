package io.github.camelflux.emulator.provider;

import io.github.camelflux.emulator.webhook.Manner;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * What a provider grants its one customer.
 *
 * @param provider its short name, such as {@code bfl}
 * @param credits to spend in all
 * @param activeTasks how many may run at once
 * @param generationTime how long a task usually takes
 * @param webhook how its webhook is usually sent
 */
public record Terms(String provider, BigDecimal credits, int activeTasks, Duration generationTime, Manner webhook) {}
