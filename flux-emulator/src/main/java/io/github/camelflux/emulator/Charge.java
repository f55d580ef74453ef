package io.github.camelflux.emulator;

import io.github.camelflux.emulator.provider.Task;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * One accepted submit and what it cost.
 *
 * @param taskId the id under which the task was answered
 * @param prompt as it was sent; empty if none was
 * @param credits of all its pictures; 1 credit is 0.01 US dollars; 0 for a task that ends moderated or in an error
 * @param acceptedAt when the task was accepted
 * @param model the provider's name of the model, such as {@code flux-pro-1.1-ultra} or {@code bfl:2@2}
 * @param provider who would charge it: {@code bfl} or {@code runware}
 */
public record Charge(
        String taskId, String prompt, BigDecimal credits, Instant acceptedAt, String model, String provider) {

    /** The same in US dollars. */
    public BigDecimal dollars() {
        return credits.movePointLeft(2);
    }

    static Charge of(String provider, Task task) {
        return new Charge(
                task.id().toString(),
                task.order().pictures().get(0).prompt(),
                task.cost(),
                task.acceptedAt(),
                task.order().model(),
                provider);
    }
}
