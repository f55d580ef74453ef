package io.github.camelflux.client;

import io.github.camelflux.Cost;
import io.github.camelflux.FailedImage;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.Delayer;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.provider.Dialect;
import io.github.camelflux.provider.PollAnswer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Generates images with one account of one provider, and is the only door to doing so.
 *
 * <pre>{@code
 * try (FluxClient client = FluxClient.builder(ApiKey.of(Provider.BFL, System.getenv("BFL_API_KEY"))).build()) {
 *     ImageRequest request = ImageRequest.ultra().prompt("A lighthouse at dusk").raw(true).build();
 *     ImageResult result = client.generate(request).join();
 *     result.image().moveTo(Path.of("lighthouse.jpg"));
 * }
 * }</pre>
 *
 * <p>Every method returns at once. A future that fails has a {@link FluxException} as its cause, which is what
 * {@code join} and {@code get} wrap. Cancelling a future
 * ends its wait; a submit that is on its way is never cut off, and a task that was accepted goes on, to be had by its
 * ticket. One client is for many threads and for long.
 */
public final class FluxClient implements AutoCloseable {
    private final ClientResources resources;
    private final boolean ownsResources;
    private final Dialect dialect;
    private final Provider provider;
    private final Limits limits;
    private final Poller poller;
    private final Submitter submitter;
    private final ImageFetcher fetcher;

    FluxClient(FluxClientBuilder builder, Dialect dialect, ClientResources resources) {
        this.resources = resources;
        this.ownsResources = builder.resources == null;
        this.limits = builder.limits;
        TaskListener listener = new SafeListener(builder.listener);
        this.dialect = dialect;
        this.provider = dialect.provider();
        this.poller = new Poller(dialect, resources, builder.schedule, listener, limits.requestTimeout());
        this.submitter = new Submitter(builder, dialect, resources, listener, poller);
        DownloadGate gate = new DownloadGate(dialect.origins(), resources);
        HttpCall.Limits images = new HttpCall.Limits(limits.downloadTimeout(), limits.maxImageSize());
        this.fetcher = new ImageFetcher(poller, new Downloader(resources, gate, images), listener);
    }

    /** Begins a client for an account. */
    public static FluxClientBuilder builder(ApiKey key) {
        return new FluxClientBuilder(key);
    }

    /** Generates an image as a task of its own. */
    public CompletableFuture<ImageResult> generate(ImageRequest request) {
        return generate(request, TaskOptions.defaults());
    }

    /**
     * Generates an image: claims the task key, submits unless that was done before, waits, and downloads.
     *
     * <p>Called again with the same key and request, it takes the same task up again and never pays twice.
     */
    public CompletableFuture<ImageResult> generate(ImageRequest request, TaskOptions options) {
        CancellablePath<ImageResult> path = new CancellablePath<>(FluxClient::discard);
        return path.endWith(path.step(accept(request, options))
                .thenCompose(accepted -> path.step(finish(accepted, options.timeout()))
                        .thenCompose(remote -> path.step(download(accepted.context(), remote)))));
    }

    /** Generates an image as {@link #generate} does, and leaves it at the provider, at an address that soon expires. */
    public CompletableFuture<RemoteResult> generateRemote(ImageRequest request, TaskOptions options) {
        CancellablePath<RemoteResult> path = new CancellablePath<>();
        return path.endWith(path.step(accept(request, options))
                .thenCompose(accepted -> path.step(finish(accepted, options.timeout()))));
    }

    /** Submits a request, unless that was done before under the same key, and does not wait for its result. */
    public CompletableFuture<Ticket> submit(ImageRequest request, TaskOptions options) {
        CancellablePath<Ticket> path = new CancellablePath<>();
        return path.endWith(path.step(accept(request, options)).thenApply(Submitter.Acceptance::ticket));
    }

    /** Waits for a task that was accepted before, by whomever, and downloads its images. */
    public CompletableFuture<ImageResult> await(Ticket ticket, Duration timeout) {
        if (!dialect.isOurs(ticket)) {
            return notOurs(ticket);
        }
        CancellablePath<ImageResult> path = new CancellablePath<>(FluxClient::discard);
        Submitter.Acceptance accepted = Submitter.Acceptance.before(ticket);
        return path.endWith(path.step(finish(accepted, timeout))
                .thenCompose(remote -> path.step(download(accepted.context(), remote))));
    }

    /** Waits as {@link #await} does, and leaves the images at the provider, at addresses that soon expire. */
    public CompletableFuture<RemoteResult> awaitRemote(Ticket ticket, Duration timeout) {
        return dialect.isOurs(ticket) ? finish(Submitter.Acceptance.before(ticket), timeout) : notOurs(ticket);
    }

    private <T> CompletableFuture<T> notOurs(Ticket ticket) {
        RequestFault fault = new RequestFault("ticket", ticket.toText(), "a ticket of provider " + provider.id());
        return CompletableFuture.failedFuture(FluxException.InvalidRequest.of(fault));
    }

    /**
     * Asks what the account has left, in US dollars: also a way to find out for free whether the key is accepted.
     *
     * <p>Fails with {@link FluxException.Refused} for a key that is not, and with {@link NotSent} when no answer comes.
     */
    public CompletableFuture<BigDecimal> balance() {
        TaskContext context = TaskContext.of(provider);
        CancellablePath<BigDecimal> path = new CancellablePath<>();
        return path.endWith(path.step(resources.polls().send(dialect.balance(limits.requestTimeout())))
                .thenApply(outcome -> {
                    if (outcome instanceof HttpOutcome.Reply reply) {
                        return dialect.readBalance(
                                reply, context, resources.delayer().now());
                    }
                    throw unanswered(outcome, context);
                }));
    }

    /** A question costs nothing, so it is as safe to repeat as what was never sent. */
    private static NotSent unanswered(HttpOutcome outcome, TaskContext context) {
        Throwable cause = outcome instanceof HttpOutcome.NotSent notSent
                ? notSent.cause()
                : ((HttpOutcome.Broken) outcome).cause();
        String message = "The provider did not say what the account has left (" + Submission.reason(cause)
                + "); check the address (baseUrl), the proxy and the network";
        return new NotSent(message, context, cause);
    }

    /** What the client is doing now. */
    public Activity activity() {
        return new Activity(
                poller.running(),
                submitter.activeTasks.taken(),
                submitter.activeTasks.waiting(),
                submitter.submits.sum(),
                poller.polls(),
                submitter.inDoubt.sum());
    }

    /** Asks once how a task is doing. An answer that says nothing about it is a failure to be {@link TimedOut}. */
    public CompletableFuture<TaskStatus> status(Ticket ticket) {
        if (!dialect.isOurs(ticket)) {
            return notOurs(ticket);
        }
        TaskContext context = TaskContext.of(ticket.provider()).with(ticket);
        CancellablePath<TaskStatus> path = new CancellablePath<>();
        return path.endWith(path.step(poller.ask(context, ticket, false)).thenApply(answer -> {
            if (answer instanceof PollAnswer.Status status) {
                return status.status();
            }
            if (answer instanceof PollAnswer.Unusable bad) {
                throw bad.error();
            }
            throw new TimedOut("The provider did not say how the task is doing", context);
        }));
    }

    private CompletableFuture<Submitter.Acceptance> accept(ImageRequest request, TaskOptions options) {
        List<RequestFault> faults = request.faultsWith(provider);
        if (!faults.isEmpty()) {
            return CompletableFuture.failedFuture(FluxException.InvalidRequest.of(faults));
        }
        return submitter.submit(request, new TaskContext(provider, options.taskKey(), null));
    }

    private CompletableFuture<RemoteResult> finish(Submitter.Acceptance accepted, Duration timeout) {
        CancellablePath<RemoteResult> path = new CancellablePath<>();
        return path.endWith(path.step(ending(accepted, timeout))
                .thenApply(ending -> result(accepted.context(), accepted.ticket(), ending)));
    }

    private CompletableFuture<Poller.Ending> ending(Submitter.Acceptance accepted, Duration timeout) {
        Ticket ticket = accepted.ticket();
        CompletableFuture<Poller.Ending> ending = accepted.resumed()
                ? poller.resume(accepted.context(), ticket)
                : poller.watch(accepted.context(), ticket);
        if (ending.isDone()) {
            return ending;
        }
        Delayer.Scheduled deadline = resources.delayer().schedule(timeout, () -> {
            String message = "The task has not ended within " + timeout.toMillis() + " ms (timeout; last heard: "
                    + poller.lastHeard(ticket) + "); await it with its ticket";
            resources.executor().execute(() -> ending.completeExceptionally(new TimedOut(message, accepted.context())));
        });
        ending.whenComplete((ended, failure) -> deadline.cancel());
        return ending;
    }

    private static RemoteResult result(TaskContext context, Ticket ticket, Poller.Ending ending) {
        TaskStatus status = ending.status();
        if (status instanceof TaskStatus.Moderated moderated) {
            throw new Moderated(moderated, context);
        }
        if (status instanceof TaskStatus.Failed failed) {
            String message = "The generation failed: " + failed.message();
            TaskContext told = context.with(failed.errors());
            throw new GenerationFailed(GenerationFailed.Reason.ERROR, message, told, null);
        }
        if (status instanceof TaskStatus.Ready ready) {
            Cost cost = Cost.charged(ticket, status).orElse(null);
            return new RemoteResult(ticket, ready.images(), ready.failures(), cost, ending.duration());
        }
        String message = "The provider does not know the task any more";
        throw new GenerationFailed(GenerationFailed.Reason.LOST, message, context, null);
    }

    private CompletableFuture<ImageResult> download(TaskContext context, RemoteResult remote) {
        CancellablePath<ImageResult> path = new CancellablePath<>(FluxClient::discard);
        return path.endWith(path.step(fetcher.fetch(context, remote.images())).thenApply(fetch -> {
            List<FailedImage> failures = new ArrayList<>(remote.failures());
            failures.addAll(fetch.failures());
            return new ImageResult(remote.ticket(), fetch.images(), failures, remote.cost(), remote.duration());
        }));
    }

    private static void discard(ImageResult result) {
        result.images().forEach(GeneratedImage::delete);
    }

    /** Takes no more requests and fails what waits for a slot, as {@link #close} does, but waits for nothing. */
    public void shutdown() {
        submitter.close();
    }

    /**
     * Ends the client: what waits for a slot fails as not sent, what waits for a result fails with its ticket, and
     * submits on their way are waited for, at most as long as one call may take.
     */
    @Override
    public void close() {
        CompletableFuture<?> submits = submitter.close();
        try {
            submits.get(limits.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Each exchange has had its own error; there is nobody left to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        poller.close();
        fetcher.close();
        if (ownsResources) {
            resources.close();
        }
    }

    /**
     * What a client keeps to.
     *
     * @param maxActiveTasks tasks of this account in flight at the provider
     * @param maxQueuedTasks tasks that may wait for a slot
     * @param queueTimeout how long one may wait
     * @param requestTimeout for one call, body included
     * @param downloadTimeout for one attempt at a download
     * @param maxImageSize bytes; a larger image is refused while it streams
     */
    public record Limits(
            int maxActiveTasks,
            int maxQueuedTasks,
            Duration queueTimeout,
            Duration requestTimeout,
            Duration downloadTimeout,
            long maxImageSize) {

        /** What {@link #of} gives for BFL: 24 active tasks. */
        public static final Limits DEFAULT = of(Provider.BFL);

        private static final int ACTIVE_AT_BFL = 24;
        private static final int ACTIVE_AT_RUNWARE = 1000;

        /**
         * BFL's limit of 24 active tasks, or 1,000 for Runware, which documents none; 10,000 waiting for 10 minutes, 30 s a
         * call, 2 min a download, 64 MB.
         */
        public static Limits of(Provider provider) {
            int active = switch (provider) {
                case BFL -> ACTIVE_AT_BFL;
                case RUNWARE -> ACTIVE_AT_RUNWARE;
            };
            return new Limits(
                    active,
                    10_000,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    64L * 1024 * 1024);
        }
    }
}
