package io.github.camelflux.client;

import io.github.camelflux.Cost;
import io.github.camelflux.FailedImage;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.ImageResult;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.download.ImageFetcher;
import io.github.camelflux.http.Delayer;
import io.github.camelflux.http.Timers;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.poll.Poller;
import io.github.camelflux.runtime.ClientParts;
import io.github.camelflux.runtime.Steps;
import io.github.camelflux.submit.Acceptance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Brings home what came of accepted tasks: waits, downloads, keeps, and records that it is kept. */
final class Collector {
    private final ClientParts client;
    private final Timers timers;
    private final Poller poller;
    private final ImageFetcher fetcher;
    private final Keeper keeper;

    Collector(ClientParts client, Poller poller, ImageFetcher fetcher) {
        this.client = client;
        this.timers = client.resources().timers();
        this.poller = poller;
        this.fetcher = fetcher;
        this.keeper = new Keeper(client);
    }

    /** Waits for a task and brings its images home, or finds them where they were kept. */
    CompletableFuture<ImageResult> collect(Acceptance accepted, Duration timeout) {
        Deadline deadline = new Deadline(client.nanoTime(), timeout);
        return Steps.detached(
                        keeper.kept(accepted.entry(), diskPatience(deadline)), kept -> kept.ifPresent(this::discard))
                .then(
                        kept -> kept.isPresent()
                                ? CompletableFuture.completedFuture(kept.get())
                                : broughtHome(accepted, deadline),
                        this::discard);
    }

    private Steps<ImageResult> broughtHome(Acceptance accepted, Deadline deadline) {
        return Steps.of(await(accepted, deadline))
                .then(remote -> download(accepted.context(), remote, deadline), this::discard)
                .then(
                        result -> Steps.detached(
                                keeper.keep(accepted.entry(), result, diskPatience(deadline)), this::discard),
                        this::discard);
    }

    /** Waits for a task, and leaves its images at the provider. */
    CompletableFuture<RemoteResult> collectRemote(Acceptance accepted, Duration timeout) {
        Deadline deadline = new Deadline(client.nanoTime(), timeout);
        return Steps.of(await(accepted, deadline)).map(remote -> {
            record(accepted.entry(), new TaskState.Ended(accepted.ticket(), null));
            return remote;
        });
    }

    /** Completes when what has arrived is kept. */
    CompletableFuture<?> close() {
        return keeper.close();
    }

    private CompletableFuture<RemoteResult> await(Acceptance accepted, Deadline deadline) {
        Ticket ticket = accepted.ticket();
        if (!client.dialect().isOurs(ticket)) {
            return CompletableFuture.failedFuture(
                    accepted.entry() == null
                            ? Questions.notOurs(ticket, client.provider())
                            : elsewhere(accepted.context()));
        }
        TaskEntry entry = accepted.entry();
        if (entry != null && entry.state() instanceof TaskState.Ended ended && ended.failure() != null) {
            Poller.Ending ending = new Poller.Ending(ended.failure(), Duration.ZERO);
            return CompletableFuture.supplyAsync(() -> result(accepted, ending), Runnable::run);
        }
        return Steps.of(ending(accepted, deadline)).map(ending -> result(accepted, ending));
    }

    private static Refused elsewhere(TaskContext context) {
        Ticket ticket = Objects.requireNonNull(context.ticket());
        String message = "The task is at provider " + ticket.provider().id()
                + ", and no image of it is kept here: ask for it there, with its ticket";
        return new Refused(Refused.Reason.ELSEWHERE, message, context);
    }

    private CompletableFuture<Poller.Ending> ending(Acceptance accepted, Deadline until) {
        Ticket ticket = accepted.ticket();
        CompletableFuture<Poller.Ending> ending = watch(accepted, ticket);
        if (ending.isDone()) {
            return ending;
        }
        Delayer.Scheduled deadline = timers.delayer().schedule(left(until), () -> {
            String message = "The task has not ended within " + until.timeout.toMillis() + " ms (timeout; last heard: "
                    + poller.lastHeard(ticket) + "); await it with its ticket";
            timers.executor().execute(() -> ending.completeExceptionally(new TimedOut(message, accepted.context())));
        });
        ending.whenComplete((ended, failure) -> deadline.cancel());
        return ending;
    }

    private CompletableFuture<Poller.Ending> watch(Acceptance accepted, Ticket ticket) {
        if (!accepted.resumed()) {
            return poller.watch(accepted.context(), ticket);
        }
        return accepted.entry() == null
                ? poller.resumeTold(accepted.context(), ticket)
                : poller.resume(accepted.context(), ticket);
    }

    private RemoteResult result(Acceptance accepted, Poller.Ending ending) {
        TaskContext context = accepted.context();
        TaskStatus status = ending.status();
        TaskState.Ended.withoutImages(accepted.ticket(), status).ifPresent(end -> record(accepted.entry(), end));
        if (status instanceof TaskStatus.Moderated moderated) {
            throw new Moderated(moderated, context);
        }
        if (status instanceof TaskStatus.Failed failed) {
            String message = "The generation failed: " + failed.message();
            TaskContext told = context.with(failed.errors());
            throw new GenerationFailed(GenerationFailed.Reason.ERROR, message, told, null);
        }
        if (status instanceof TaskStatus.Ready ready) {
            Cost cost = Cost.charged(accepted.ticket(), status).orElse(null);
            return new RemoteResult(accepted.ticket(), ready.images(), ready.failures(), cost, ending.duration());
        }
        // Not recorded as the end of it: where it is asked for again, it may be found.
        String message = "The provider does not know the task any more";
        throw new GenerationFailed(GenerationFailed.Reason.LOST, message, context, null);
    }

    private void record(@Nullable TaskEntry entry, TaskState known) {
        if (entry != null && entry.state().mayBecome(known)) {
            client.ledger().settle(entry, known);
        }
    }

    private record Deadline(long began, Duration timeout) {}

    private Duration left(Deadline deadline) {
        return deadline.timeout.minusNanos(client.nanoTime() - deadline.began);
    }

    /** A disk has no longer than whoever waits for the image. */
    private Duration diskPatience(Deadline deadline) {
        Duration left = left(deadline);
        return left.compareTo(Keeper.DISK) < 0 ? left : Keeper.DISK;
    }

    /** The image is waited for as its task was: no longer than until the deadline. */
    private CompletableFuture<ImageResult> download(TaskContext context, RemoteResult remote, Deadline deadline) {
        Steps<ImageResult> image = Steps.of(fetcher.fetch(context, remote.images()), fetcher::discard)
                .map(
                        fetch -> {
                            List<FailedImage> failures = new ArrayList<>(remote.failures());
                            failures.addAll(fetch.failures());
                            return new ImageResult(
                                    remote.ticket(), fetch.images(), failures, remote.cost(), remote.duration());
                        },
                        this::discard);
        timers.unlessDoneWithin(left(deadline), image, () -> {
            String message = "The image is ready and was not downloaded within " + deadline.timeout.toMillis()
                    + " ms (timeout); await it with its ticket";
            image.completeExceptionally(new TimedOut(message, context));
        });
        return image;
    }

    /** Not while it is being kept, which needs its files. */
    void discard(ImageResult result) {
        keeper.discard(result);
    }
}
