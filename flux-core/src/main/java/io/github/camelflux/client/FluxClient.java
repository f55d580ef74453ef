package io.github.camelflux.client;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.TaskLedger;
import io.github.camelflux.provider.Dialect;
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
    private final ClientResources resources;
    private final boolean ownsResources;
    private final Dialect dialect;
    private final Provider provider;
    private final ClientLimits limits;
    private final Poller poller;
    private final Room room;
    private final ActiveTasks activeTasks;
    private final AcceptedTasks accepted;
    private final InDoubtTasks doubts;
    private final Submitter submitter;
    private final ImageFetcher fetcher;
    private final TaskLedger ledger;
    private final boolean ownsLedger;
    private final Collector collector;
    private final Recovery recovery;
    private final DeliveryCheck deliveryCheck;
    private final Questions questions;

    FluxClient(FluxClientBuilder builder, Dialect dialect, ClientResources resources, TaskLedger ledger) {
        this.resources = resources;
        this.ownsResources = builder.resources == null;
        this.limits = builder.limits;
        TaskListener listener = new SafeListener(builder.listener);
        this.dialect = dialect;
        this.provider = dialect.provider();
        this.poller = new Poller(dialect, resources, builder.schedule, listener, limits.requestTimeout());
        this.ledger = ledger;
        this.ownsLedger = builder.ledger == null;
        this.room = new Room(resources, ledger.results().orElse(null), limits);
        this.activeTasks = new ActiveTasks(limits, builder.accountSlots(), resources.delayer(), resources.executor());
        this.accepted = new AcceptedTasks(ledger, poller, listener);
        this.doubts = new InDoubtTasks(builder.inDoubt, provider, ledger, listener);
        NameLookUp names = new NameLookUp(poller);
        this.submitter = new Submitter(
                new Submission.Parts(
                        dialect,
                        resources,
                        limits,
                        ledger,
                        room,
                        names,
                        activeTasks,
                        new Stakes(activeTasks, builder.spending, resources),
                        doubts,
                        accepted,
                        listener),
                builder.key.account());
        DeliveryHosts hosts = builder.deliveryHosts();
        DownloadGate gate = new DownloadGate(dialect.origins(), hosts, resources);
        this.deliveryCheck =
                new DeliveryCheck(hosts, gate, resources, limits.requestTimeout(), TaskContext.of(provider));
        HttpCall.Limits images = new HttpCall.Limits(limits.downloadTimeout(), limits.maxImageSize());
        this.fetcher = new ImageFetcher(poller, new Downloader(resources, gate, images), listener);
        this.collector = new Collector(dialect, resources, poller, fetcher, ledger);
        this.questions = new Questions(dialect, resources, poller, limits.requestTimeout());
        this.recovery = new Recovery(ledger, names, doubts, builder.key.account());
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
        return task(accepted(taskKey));
    }

    private CompletableFuture<FluxTask> task(CompletableFuture<Acceptance> accepted) {
        return Steps.of(accepted).map(task -> new FluxTask(this, task));
    }

    CompletableFuture<ImageResult> images(CompletableFuture<Acceptance> accepted, Duration timeout) {
        return Steps.of(accepted).then(task -> collector.collect(task, timeout), Collector::discard);
    }

    CompletableFuture<RemoteResult> addresses(CompletableFuture<Acceptance> accepted, Duration timeout) {
        return Steps.of(accepted).then(task -> collector.collectRemote(task, timeout));
    }

    /** What is known of a task now that was accepted a while ago. */
    CompletableFuture<Acceptance> again(Acceptance accepted) {
        return accepted.entry() == null
                ? CompletableFuture.completedFuture(Acceptance.before(accepted.ticket()))
                : accepted(accepted.entry().taskKey());
    }

    private CompletableFuture<Acceptance> accepted(String taskKey) {
        TaskContext context = new TaskContext(provider, taskKey, null);
        return orNotSent(ledger.find(taskKey), context).thenApply(known -> {
            TaskState state = known.map(TaskEntry::state).orElse(null);
            if (state == null || state instanceof TaskState.Intent) {
                throw new NotSent("No task was submitted with the key " + taskKey, context, null);
            }
            Ticket ticket = state.accepted()
                    .orElseThrow(() -> SubmitErrors.inDoubt("its state is " + state.stage(), context, null, null));
            return Acceptance.before(known.get(), ticket);
        });
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
        Predicate<TaskClaim> askable = claim -> claim.provider() == provider;
        return orNotSent(recovery.recover(askable.and(ours)), TaskContext.of(provider));
    }

    /**
     * What is known of tasks, this client's and those of all that share its journal. It ends with this client, unless the
     * client was handed it.
     */
    public TaskLedger ledger() {
        return ledger;
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
        return questions.adopt(taskKey, ticketOrId, ledger.doubts());
    }

    /** A journal that fails is one of our errors too. */
    private static <T> CompletableFuture<T> orNotSent(CompletableFuture<T> answer, TaskContext context) {
        return answer.exceptionally(failure -> {
            throw SubmitErrors.notSent(Steps.causeOf(failure), context);
        });
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
        return room.prove(1, TaskContext.of(provider));
    }

    /**
     * Asks the hosts that images come from whether they answer, which is free: a way to find out before an image is paid for
     * whether it could be fetched. The future never fails.
     *
     * @return the hosts that are named, the last one that an image came from, and before the first image one that the
     *     provider is known to use, unless that is not found any more; empty if none is known
     */
    public CompletableFuture<List<Delivery>> delivery() {
        return deliveryCheck.ask();
    }

    /** What the client is doing now. */
    public Activity activity() {
        return new Activity(
                poller.running(),
                activeTasks.taken(),
                activeTasks.waiting(),
                accepted.count(),
                poller.polls(),
                doubts.count());
    }

    private CompletableFuture<Acceptance> accept(ImageRequest request, TaskOptions options) {
        List<RequestFault> faults = request.faultsWith(provider);
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
        if (ownsLedger) {
            ledger.close(limits.requestTimeout());
        }
        if (ownsResources) {
            resources.close();
        }
    }

    private void await(CompletableFuture<?> last) {
        try {
            last.get(limits.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Each exchange has had its own error; there is nobody left to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
