package io.github.camelflux.emulator;

import static io.github.camelflux.emulator.EmulatedProvider.BFL;
import static io.github.camelflux.emulator.EmulatedProvider.RUNWARE;

import io.github.camelflux.emulator.FaultPlan.Target;
import io.github.camelflux.emulator.bfl.BflApi;
import io.github.camelflux.emulator.drawing.Gallery;
import io.github.camelflux.emulator.http.LoopbackServer;
import io.github.camelflux.emulator.http.Reply;
import io.github.camelflux.emulator.http.Request;
import io.github.camelflux.emulator.provider.Api;
import io.github.camelflux.emulator.provider.Task;
import io.github.camelflux.emulator.provider.Tasks;
import io.github.camelflux.emulator.runware.Images;
import io.github.camelflux.emulator.runware.RunwareApi;
import io.github.camelflux.emulator.runware.Upload;
import io.github.camelflux.emulator.runware.Uploads;
import io.github.camelflux.emulator.storage.Samples;
import io.github.camelflux.emulator.webhook.Webhooks;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The APIs of Black Forest Labs and of Runware on localhost: it takes submits, lets time pass, draws pictures and
 * keeps an account of what all that would have cost.
 *
 * <pre>{@code
 * try (FluxEmulator emulator = FluxEmulator.builder().generationTime(Duration.ofMillis(50)).start()) {
 *     emulator.next(Step.SUBMIT, Fault.dropAfterProcessing()); // an acceptable submit is charged
 *     // run the code under test against emulator.bflUrl() with emulator.apiKey()
 *     assertThat(emulator.ledger().submits()).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>Listens on 127.0.0.1 only. Safe for use by many threads.
 *
 * @see <a href="https://docs.bfl.ai">Black Forest Labs</a>
 * @see <a href="https://runware.ai/docs">Runware</a>
 */
public final class FluxEmulator implements AutoCloseable {
    private static final Pattern LOCAL_HOST = Pattern.compile("(?i)(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?");

    private final InstantSource clock;
    private final Ledger ledger = new Ledger();
    private final RequestLog requests = new RequestLog();
    private final FaultPlan faults = new FaultPlan();
    private final ScriptPlan scripts = new ScriptPlan();
    private final Tasks bflTasks;
    private final Tasks runwareTasks;
    private final Samples samples;
    private final Images images;
    private final Uploads uploads;
    private final Webhooks webhooks;
    private final @Nullable LoopbackServer region;
    private final LoopbackServer server;
    private final String apiKey;
    private final String runwareApiKey;

    /** @param clock decides when tasks end and addresses expire */
    FluxEmulator(FluxEmulatorBuilder settings, InstantSource clock) {
        this.clock = clock;
        Gallery gallery = new Gallery(settings.sketches);
        this.bflTasks = new Tasks(settings.bflTerms(), clock, () -> scripts.take(BFL), this::enter);
        this.runwareTasks = new Tasks(settings.runwareTerms(), clock, () -> scripts.take(RUNWARE), this::enter);
        this.samples = new Samples(bflTasks::find, clock, gallery, settings.resignSamples, settings.minimumImageBytes);
        this.images = new Images(clock, gallery, settings.minimumImageBytes);
        this.uploads = new Uploads(clock, images);
        this.webhooks = new Webhooks(clock, settings.webhooksAnywhere, ledger::enter);
        this.apiKey = settings.apiKey();
        this.runwareApiKey = settings.runwareApiKey();
        this.region = settings.regionalPolling ? serve(0, settings, null) : null;
        try {
            this.server = serve(settings.port, settings, region == null ? null : region.port());
        } catch (UncheckedIOException e) {
            closeRegion();
            throw e;
        }
    }

    /** A part of the address space, and whose it is. */
    private record Part(EmulatedProvider provider, Api api) {}

    private LoopbackServer serve(int port, FluxEmulatorBuilder settings, @Nullable Integer regionPort) {
        List<Part> parts = List.of(
                new Part(BFL, new BflApi(settings.bflSettings(), bflTasks, samples, webhooks, regionPort)),
                new Part(BFL, samples),
                new Part(
                        RUNWARE,
                        new RunwareApi(settings.runwareSettings(), runwareTasks, images, uploads, webhooks, clock)),
                new Part(RUNWARE, images));
        return LoopbackServer.start(port, request -> answer(parts, request));
    }

    /** Settings to begin with; each has a default. */
    public static FluxEmulatorBuilder builder() {
        return new FluxEmulatorBuilder();
    }

    /** The base address for clients of Black Forest Labs, such as {@code http://127.0.0.1:8787}; no trailing slash. */
    public URI bflUrl() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /**
     * The base of the addresses at which clients of Black Forest Labs are told to poll: {@link #bflUrl()} unless
     * {@link FluxEmulatorBuilder#regionalPolling} is on. A client that sends its key to trusted origins alone must trust it.
     */
    public URI bflPollingUrl() {
        return region == null ? bflUrl() : URI.create("http://127.0.0.1:" + region.port());
    }

    /**
     * A key that is accepted: of the provider's form, and plainly not a real one unless {@link FluxEmulatorBuilder#onlyKey} set
     * it.
     */
    public String apiKey() {
        return apiKey;
    }

    /**
     * The one address of Runware's HTTP API, such as {@code http://127.0.0.1:8787/v1}; no trailing slash. Its
     * clients are given keys and addresses of their own.
     */
    public URI runwareUrl() {
        return bflUrl().resolve("/v1");
    }

    /**
     * A key that Runware's API accepts and that of Black Forest Labs does not, plainly not a real one unless {@link
     * FluxEmulatorBuilder#onlyRunwareKey} set it.
     */
    public String runwareApiKey() {
        return runwareApiKey;
    }

    /** What was accepted and charged, by either provider; a live view. */
    public Ledger ledger() {
        return ledger;
    }

    /**
     * A copy of the requests received so far, oldest first: the latest 10,000, or fewer if their bodies exceed 128
     * MB.
     */
    public List<ReceivedRequest> requests() {
        return requests.all();
    }

    /** What became of the pictures that Runware's clients wanted sent to an {@code uploadEndpoint}, so far. */
    public List<Upload> uploads() {
        return uploads.attempts();
    }

    /** Plans a fault for each of the next requests of this kind, in order, after those already planned. */
    public void next(Step step, Fault... planned) {
        faults.next(new Target(null, step), List.of(planned));
    }

    /** The same for the requests to one provider alone; these come before those planned for any. */
    public void next(EmulatedProvider provider, Step step, Fault... planned) {
        faults.next(new Target(provider, step), List.of(planned));
    }

    /**
     * Lets every request of this kind fail that has no fault planned for it by {@link #next}, until {@link
     * #clearFaults()}.
     */
    public void always(Step step, Fault fault) {
        faults.always(new Target(null, step), fault);
    }

    /** The same for the requests to one provider alone. */
    public void always(EmulatedProvider provider, Step step, Fault fault) {
        faults.always(new Target(provider, step), fault);
    }

    /** Forgets all planned faults. */
    public void clearFaults() {
        faults.clear();
    }

    /**
     * Says how the next accepted tasks go, one script for each, after those already given; afterwards {@link
     * TaskScript#ready()} again.
     */
    public void nextTask(TaskScript... scripts) {
        this.scripts.add(null, List.of(scripts));
    }

    /** The same for the tasks of one provider alone; these come before those given for any. */
    public void nextTask(EmulatedProvider provider, TaskScript... scripts) {
        this.scripts.add(provider, List.of(scripts));
    }

    /**
     * Makes every sample address given so far answer 403; polling again gives a fresh one, unless {@link
     * FluxEmulatorBuilder#resignSamples} is off. The pictures of Runware's tasks so far are gone for good.
     */
    public void expireSamples() {
        samples.expireAll();
        images.clear();
    }

    /** Forgets tasks, scripts, faults, requests and charges, and restores the credits; the address stays. */
    public void reset() {
        faults.clear();
        scripts.clear();
        bflTasks.clear();
        runwareTasks.clear();
        images.clear();
        uploads.clear();
        webhooks.clear();
        ledger.clear();
        requests.clear();
    }

    /** Frees the ports, breaks off open connections and ends all threads. */
    @Override
    public void close() {
        server.close();
        uploads.close();
        webhooks.close();
        closeRegion();
    }

    private void closeRegion() {
        if (region != null) {
            region.close();
        }
    }

    private void enter(String provider, Task task, int active) {
        ledger.enter(Charge.of(provider, task), active);
    }

    private Reply answer(List<Part> parts, Request request) {
        requests.add(ReceivedRequest.of(request, clock.instant()));
        // A web page may resolve its own name to 127.0.0.1; its requests then carry that name.
        if (!LOCAL_HOST.matcher(request.header("Host")).matches()) {
            return Reply.text(421, "text/plain", "This emulator answers to 127.0.0.1 and localhost only");
        }
        Optional<Part> part =
                parts.stream().filter(p -> p.api().serves(request.path())).findFirst();
        return part.map(p -> answer(p, request)).orElseGet(() -> Reply.json(404, "{\"detail\":\"Not Found\"}"));
    }

    private Reply answer(Part part, Request request) {
        Fault fault = part.api()
                .purpose(request)
                .map(purpose -> faults.take(part.provider(), Step.of(purpose)))
                .orElse(null);
        return fault == null ? part.api().answer(request) : fault.answer(part.api(), request);
    }
}
