package io.github.camelflux.camel;

import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Ticket;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up what processes have left behind that have ended: brings the images home at once, since their addresses
 * expire, and hands them to flux:completed, unless the message with the task's key is delivered again before.
 */
final class LeftTasks {
    private static final Logger LOG = LoggerFactory.getLogger(LeftTasks.class);

    /** A context that runs knows a component by its name only after it has started it. */
    private static final Duration AT_FIRST = Duration.ofMillis(500);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(30);

    private final FluxClients clients;
    private final CompletedTasks completed;
    private final ScheduledExecutorService timer;
    private final Duration redeliveryGrace;
    private final Duration timeout;
    private final AtomicBoolean started = new AtomicBoolean();
    private final Map<String, Left> found = new ConcurrentHashMap<>();

    LeftTasks(FluxClients clients, CompletedTasks completed, ScheduledExecutorService timer, FluxSettings settings) {
        this.clients = clients;
        this.completed = completed;
        this.timer = timer;
        this.redeliveryGrace = settings.redeliveryGrace();
        this.timeout = settings.timeout();
    }

    /** A task that was found. Its fields are touched by one step after the other. */
    private static final class Left {
        private final FluxClient client;
        private final TaskClaim claim;
        private final Ticket ticket;
        private volatile boolean due;

        Left(FluxClient client, TaskEntry entry, Ticket ticket) {
            this.client = client;
            this.claim = entry.claim();
            this.ticket = ticket;
        }
    }

    /** Looks soon, and again and again. */
    void start() {
        if (started.compareAndSet(false, true)) {
            later(AT_FIRST, this::look);
        }
    }

    private void look() {
        try {
            lookOnce();
        } catch (RuntimeException e) {
            LOG.warn("It could not be looked for tasks that were left behind", e);
        }
        later(BETWEEN_LOOKS, this::look);
    }

    private void lookOnce() {
        clients.each((account, client) -> client.recover(claim -> clients.isOf(account, claim))
                .thenAccept(left -> left.forEach(entry -> takeUp(client, entry)))
                .exceptionally(failure -> {
                    LOG.warn("It could not be looked for tasks that were left behind", failure);
                    return null;
                }));
    }

    private void later(Duration delay, Runnable action) {
        try {
            timer.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The component has stopped", e);
        }
    }

    /** Makes a task this component's to take care of. */
    void takeUp(FluxClient client, TaskEntry entry) {
        entry.state().accepted().ifPresent(ticket -> {
            LOG.info("Task {} was left behind and is taken up", ticket.id());
            Left left = new Left(client, entry, ticket);
            found.put(entry.taskKey(), left);
            bringHome(left);
        });
    }

    private void bringHome(Left left) {
        String taskKey = left.claim.taskKey();
        left.client.resume(taskKey, timeout).whenComplete((result, failure) -> {
            discard(result);
            if (failure != null && !ExchangeTask.isEnd(failure)) {
                later(BETWEEN_ATTEMPTS, () -> whileFound(left, () -> bringHome(left)));
            } else {
                left.due = true;
                later(left.claim.named() ? redeliveryGrace : Duration.ZERO, () -> handOver(left));
            }
        });
    }

    /** It is kept where the journal finds it again. */
    private static void discard(@Nullable ImageResult result) {
        if (result != null) {
            result.images().forEach(GeneratedImage::delete);
        }
    }

    private void whileFound(Left left, Runnable action) {
        if (found.get(left.claim.taskKey()) == left) {
            action.run();
        }
    }

    /** Somebody wants the task by its key, and gets it that way. */
    void wanted(String taskKey) {
        found.remove(taskKey);
    }

    /** A consumer has come that can take what waits for one. */
    void offer() {
        List.copyOf(found.values()).stream().filter(left -> left.due).forEach(this::handOver);
    }

    private void handOver(Left left) {
        whileFound(
                left,
                () -> left.client.find(left.claim.taskKey()).thenAccept(known -> {
                    boolean delivered = known.map(TaskEntry::delivered).orElse(true);
                    if (delivered || follow(left)) {
                        found.remove(left.claim.taskKey(), left);
                    }
                }));
    }

    private boolean follow(Left left) {
        boolean follows = completed.follow(new CompletedTasks.Submitted(
                clients, left.client, left.claim.taskKey(), left.claim.named(), left.ticket, left.claim.attributes()));
        if (!follows) {
            LOG.info(
                    "Task {} has ended and waits: for a message with its task key, or for a route from flux:completed",
                    left.ticket.id());
        }
        return follows;
    }
}
