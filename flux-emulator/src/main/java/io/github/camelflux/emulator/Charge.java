package io.github.camelflux.emulator;

import io.github.camelflux.emulator.provider.Task;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * One accepted submit and what it cost.
 *
 * @param taskId the id under which the task was answered
 * @param prompt as it was sent; empty if none was
 * @param credits 1 credit is 0.01 US dollars; 0 for a task that ends moderated or in an error
 * @param acceptedAt when the task was accepted
 * @param model the provider's name of the model, such as {@code flux-pro-1.1-ultra}
 * @param provider who would charge it: {@code bfl}
 */
public record Charge(
        String taskId, String prompt, BigDecimal credits, Instant acceptedAt, String model, String provider) {

    static Charge of(String provider, Task task) {
        return new Charge(
                task.id().toString(),
                task.order().picture().prompt(),
                task.cost(),
                task.acceptedAt(),
                task.order().picture().model(),
                provider);
    }
}
