package io.github.camelflux.camel;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Printable;
import io.github.camelflux.Ticket;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.ledger.TaskLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acquires what was orphaned, by processes that have ended and by components that were stopped: brings the images home
 * at once, since their addresses expire, and hands them to flux:completed, unless the message with the task's key is
 * delivered again before.
 */
final class OrphanedTasks {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanedTasks.class);

    /** A context that runs knows a component by its name only after it has started it. */
    private static final Duration AT_FIRST = Duration.ofMillis(500);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(30);

    private final Accounts accounts;
    private final CompletedTasks completed;
    private final ScheduledExecutorService timer;
    private final Duration redeliveryGrace;
    private final Duration timeout;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();

    /** What was found and is not handed over yet: each was paid for, which is what bounds it. */
    private final Map<String, Orphan> found = new ConcurrentHashMap<>();

    /** How many exchanges are at work on a task key. */
    private final Map<String, Integer> wanted = new ConcurrentHashMap<>();

    OrphanedTasks(Accounts accounts, CompletedTasks completed, ScheduledExecutorService timer, FluxSettings settings) {
        this.accounts = accounts;
        this.completed = completed;
        this.timer = timer;
        this.redeliveryGrace = settings.redeliveryGrace();
        this.timeout = settings.timeout();
    }

    /** Whose tasks they can be, and what goes on with them. */
    interface Accounts {
        TaskLedger ledger();

        void each(BiConsumer<FluxAccount, FluxClient> action);

        boolean isOf(FluxAccount account, TaskClaim claim);

        void continueWith(Runnable rest);
    }

    /** A task that was found. Its fields are touched by one step after the other. */
    private static final class Orphan {
        private final FluxClient client;
        private final TaskClaim claim;
        private final Ticket ticket;

        /** Whether it waits for nothing but a consumer. */
        private volatile boolean due;

        Orphan(FluxClient client, TaskEntry entry, Ticket ticket) {
            this.client = client;
            this.claim = entry.claim();
            this.ticket = ticket;
        }
    }

    // ---- looking

    /** Looks soon, and again and again. */
    void start() {
        if (started.compareAndSet(false, true)) {
            later(AT_FIRST, this::look);
        }
    }

    /** Never twice at a time, so that a journal that hangs is not asked more and more. */
    private void look() {
        looked().whenComplete((done, failure) -> {
            if (failure == null) {
                failing.set(false);
            } else if (!failing.getAndSet(true)) {
                // Without its causes, which can name a database and as whom it is asked.
                LOG.warn(
                        "It cannot be looked for orphaned tasks, which is tried again: {}",
                        Printable.of(failure.toString()));
            }
            later(BETWEEN_LOOKS, this::look);
        });
    }

    private CompletableFuture<?> looked() {
        List<CompletableFuture<?>> looks = new ArrayList<>();
        if (!accounts.ledger().isSilent()) {
            try {
                accounts.each((account, client) -> looks.add(client.recover(claim -> accounts.isOf(account, claim))
                        .thenAccept(orphans -> orphans.forEach(entry -> add(client, entry)))));
            } catch (RuntimeException e) {
                looks.add(CompletableFuture.failedFuture(e));
            }
        }
        return CompletableFuture.allOf(looks.toArray(CompletableFuture<?>[]::new));
    }

    private void later(Duration delay, Runnable action) {
        try {
            timer.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The component has stopped", e);
        }
    }

    // ---- bringing home

    /** Makes a task this component's to take care of. */
    void add(FluxClient client, TaskEntry entry) {
        entry.state().accepted().ifPresent(ticket -> {
            LOG.info("Task {}, for which nobody waits here, is brought home", ticket.id());
            Orphan orphan = new Orphan(client, entry, ticket);
            found.put(entry.taskKey(), orphan);
            bringHome(orphan);
        });
    }

    private void bringHome(Orphan orphan) {
        orphan.client
                .resume(orphan.claim.taskKey())
                .thenCompose(task -> task.images(timeout))
                .whenComplete((result, failure) -> {
                    discard(result);
                    if (failure == null || isFinal(failure)) {
                        later(orphan.claim.named() ? redeliveryGrace : Duration.ZERO, () -> {
                            orphan.due = true;
                            handOver(orphan);
                        });
                    } else {
                        later(BETWEEN_ATTEMPTS, () -> unlessDelivered(orphan, () -> bringHome(orphan)));
                    }
                });
    }

    /** Whether another attempt would fail as well, so that a route is told what is wrong. */
    private static boolean isFinal(Throwable failure) {
        Throwable cause = FluxException.causeOf(failure);
        return FluxException.isEndOfTask(cause)
                || cause instanceof Untrusted
                || cause instanceof InvalidRequest
                || cause instanceof Refused refused && refused.reason() == Refused.Reason.ELSEWHERE;
    }

    /** It is kept where the journal finds it again. */
    private static void discard(@Nullable ImageResult result) {
        if (result != null) {
            result.images().forEach(GeneratedImage::delete);
        }
    }

    // ---- handing over

    /**
     * Keeps a task from the consumer while an exchange is at work on it, which may get it or may fail.
     *
     * @return says that this exchange is done with it; the second time it does nothing
     */
    Runnable want(String taskKey) {
        wanted.merge(taskKey, 1, Integer::sum);
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                wanted.computeIfPresent(taskKey, (key, exchanges) -> exchanges == 1 ? null : exchanges - 1);
            }
        };
    }

    /** A consumer has come that can take what waits for one. */
    void offer() {
        List.copyOf(found.values()).stream().filter(orphan -> orphan.due).forEach(this::handOver);
    }

    private void handOver(Orphan orphan) {
        unlessDelivered(orphan, () -> {
            if (wanted.containsKey(orphan.claim.taskKey())) {
                later(BETWEEN_LOOKS, () -> handOver(orphan));
            } else if (follow(orphan)) {
                found.remove(orphan.claim.taskKey(), orphan);
            }
        });
    }

    /** Others may have delivered it meanwhile, and forgotten it since. */
    private void unlessDelivered(Orphan orphan, Runnable action) {
        String taskKey = orphan.claim.taskKey();
        if (found.get(taskKey) != orphan) {
            return;
        }
        accounts.ledger().find(taskKey).whenComplete((known, failure) -> {
            if (failure != null) {
                later(BETWEEN_ATTEMPTS, () -> unlessDelivered(orphan, action));
            } else if (known.map(TaskEntry::delivered).orElse(true)) {
                found.remove(taskKey, orphan);
            } else {
                action.run();
            }
        });
    }

    private boolean follow(Orphan orphan) {
        boolean follows = completed.follow(new CompletedTasks.Submitted(
                accounts::continueWith,
                orphan.client,
                orphan.claim.taskKey(),
                orphan.claim.named(),
                orphan.ticket,
                orphan.claim.attributes()));
        if (!follows && orphan.claim.named()) {
            LOG.info(
                    "Task {} has ended and waits: for a message with its task key, or for a route from flux:completed",
                    orphan.ticket.id());
        } else if (!follows) {
            LOG.warn(
                    "Task {} was paid for and no message can get its image, since it had no task key: begin a route with"
                            + " flux:completed, and give tasks a name by the option taskKey",
                    orphan.ticket.id());
        }
        return follows;
    }
}
