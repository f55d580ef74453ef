package io.github.camelflux.client;

import io.github.camelflux.Activity;
import io.github.camelflux.Delivery;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.download.ImageFetcher;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.poll.Poller;
import io.github.camelflux.runtime.ClientParts;
import io.github.camelflux.runtime.Steps;
import io.github.camelflux.submit.Acceptance;
import io.github.camelflux.submit.Submitter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

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
    private final ClientParts parts;
    private final Poller poller;
    private final Submitter submitter;
    private final ImageFetcher fetcher;
    private final Collector collector;
    private final Questions questions;

    /** What ends with this client, since nobody else has it: the ledger before what it runs on. */
    private final List<Runnable> owned;

    FluxClient(ClientParts parts, FluxClientBuilder builder, List<Runnable> owned) {
        this.parts = parts;
        this.owned = owned;
        this.poller = new Poller(parts, builder.schedule);
        this.submitter =
                new Submitter(parts, poller, builder.account(), builder.spending, builder.inDoubt, builder.webhooks);
        this.fetcher = new ImageFetcher(parts, poller, builder.deliveryHosts());
        this.collector = new Collector(parts, poller, fetcher);
        this.questions = new Questions(parts, poller);
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
     * <p>Called again with the same key and request, it resumes the same task and never pays twice.
     */
    public CompletableFuture<ImageResult> generate(ImageRequest request, TaskOptions options) {
        return images(accept(request, options), options.timeout());
    }

    /** Submits a request, unless that was done before under the same key, and does not wait for what comes of it. */
    public CompletableFuture<FluxTask> submit(ImageRequest request, TaskOptions options) {
        return task(accept(request, options));
    }

    /**
     * A task that was accepted before, by whomever. Nothing is asked yet; what the task is asked for fails with {@link
     * FluxException.InvalidRequest} if it is another provider's.
     */
    public FluxTask task(Ticket ticket) {
        return new FluxTask(this, Acceptance.before(ticket));
    }

    /**
     * Finds a task that was submitted before under a key, here or elsewhere, so that what came of it is brought home, and
     * kept, as {@link #generate} with its key and its request would. Nothing is submitted.
     *
     * <p>Fails with {@link FluxException.InDoubt} for a task whose acceptance is unknown, and with {@link NotSent} for one
     * that was never submitted.
     */
    public CompletableFuture<FluxTask> resume(String taskKey) {
        return task(submitter.accepted(taskKey));
    }

    private CompletableFuture<FluxTask> task(CompletableFuture<Acceptance> accepted) {
        return Steps.of(accepted).map(task -> new FluxTask(this, task));
    }

    CompletableFuture<ImageResult> images(CompletableFuture<Acceptance> accepted, Duration timeout) {
        return Steps.of(accepted).then(task -> collector.collect(task, timeout), collector::discard);
    }

    CompletableFuture<RemoteResult> addresses(CompletableFuture<Acceptance> accepted, Duration timeout) {
        return Steps.of(accepted).then(task -> collector.collectRemote(task, timeout));
    }

    boolean isWatched(Ticket ticket) {
        return poller.isWatching(ticket);
    }

    /** What is known of a task now that was accepted a while ago. */
    CompletableFuture<Acceptance> again(Acceptance accepted) {
        return accepted.entry() == null
                ? CompletableFuture.completedFuture(Acceptance.before(accepted.ticket()))
                : submitter.accepted(accepted.entry().taskKey());
    }

    /**
     * Acquires orphans, of processes that have ended and of ledgers that were closed: finds out at the provider what has become of
     * submits, where that can be asked, and leaves the others in doubt, or to the policy.
     *
     * <p>Fails with {@link NotSent} when the journal does not answer; what was found by then is told the next time.
     *
     * @param ours which of this provider's are this client's
     * @return those that the provider has accepted, now this process's, to be brought home by {@link #resume}
     */
    public CompletableFuture<List<TaskEntry>> recover(Predicate<TaskClaim> ours) {
        return submitter.recover(ours);
    }

    /**
     * What is known of tasks, this client's and those of all that share its journal. It ends with this client, unless the
     * client was handed it.
     */
    public TaskLedger ledger() {
        return parts.ledger();
    }

    /**
     * Says that the provider has a task in doubt, which is asked first: its image can be brought home then, by {@link
     * #resume} too.
     *
     * @param ticketOrId a ticket as text, or the provider's id of the task
     * @return the task as it is then; fails with {@link FluxException.InvalidRequest} unless the task is in doubt and this
     *     client's provider knows the id, and as {@link FluxTask#status} does when that cannot be found out
     */
    public CompletableFuture<TaskEntry> adopt(String taskKey, String ticketOrId) {
        return questions.adopt(taskKey, ticketOrId, parts.ledger().doubts());
    }

    /**
     * Takes a call about a task, which somebody has proved to come from the provider. It makes whoever waits for the task ask
     * for it at once, in whatever process of the same journal; nothing else that it says is believed. Calls about tasks that
     * are not known, or over, change nothing.
     *
     * <p>Fails with {@link NotSent} when the journal does not answer: the call is to be made again then.
     *
     * @param body of the call
     */
    public CompletableFuture<Void> called(String taskKey, byte[] body) {
        return submitter.called(taskKey, parts.dialect().readWebhook(body));
    }

    /**
     * Asks what the account has left, in US dollars: also a way to find out for free whether the key is accepted.
     *
     * <p>Fails with {@link FluxException.Refused} for a key that is not, and with {@link NotSent} when no answer comes.
     */
    public CompletableFuture<BigDecimal> balance() {
        return questions.balance();
    }

    CompletableFuture<TaskStatus> status(Ticket ticket) {
        return questions.status(ticket);
    }

    /**
     * Finds out whether an image of the largest size could be kept on this machine, as is done before each submit.
     *
     * <p>Fails with {@link NotSent}, which names the directory that does not do and its space.
     */
    public CompletableFuture<Void> checkRoom() {
        return submitter.checkRoom();
    }

    /**
     * Asks the hosts that images come from whether they answer, which is free: a way to find out before an image is paid for
     * whether it could be fetched. The future never fails.
     *
     * @return the hosts that are named, the last one that an image came from, and before the first image one that the
     *     provider is known to use, unless that is not found any more; empty if none is known
     */
    public CompletableFuture<List<Delivery>> delivery() {
        return fetcher.delivery();
    }

    /** What the client is doing now. */
    public Activity activity() {
        Submitter.Counts counts = submitter.counts();
        return new Activity(
                poller.running(),
                counts.activeTasks(),
                counts.queuedTasks(),
                counts.accepted(),
                poller.polls(),
                counts.inDoubt(),
                poller.withoutCalls().orElse(null));
    }

    private CompletableFuture<Acceptance> accept(ImageRequest request, TaskOptions options) {
        List<RequestFault> faults = request.faultsWith(parts.provider());
        if (!faults.isEmpty()) {
            return CompletableFuture.failedFuture(FluxException.InvalidRequest.of(faults));
        }
        return submitter.submit(request, options);
    }

    /** Takes no more requests and fails what waits for a slot, as {@link #close} does, but waits for nothing. */
    public void shutdown() {
        submitter.close();
    }

    /**
     * Ends the client: what waits for a slot fails as not sent, what waits for a result fails with its ticket, and
     * submits on their way are waited for, at most as long as one call may take. What was accepted and not
     * {@linkplain TaskLedger#delivered delivered} becomes an orphan when the ledger is closed, here unless it is shared, for
     * whoever {@linkplain #recover looks}.
     */
    @Override
    public void close() {
        await(submitter.close());
        poller.close();
        fetcher.close();
        await(collector.close());
        owned.forEach(Runnable::run);
    }

    private void await(CompletableFuture<?> last) {
        try {
            last.get(parts.limits().requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Each exchange has had its own error; there is nobody left to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
