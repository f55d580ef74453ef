package io.github.camelflux.emulator;

import io.github.camelflux.emulator.bfl.ApiKey;
import io.github.camelflux.emulator.bfl.BflApi;
import io.github.camelflux.emulator.bfl.BflSettings;
import io.github.camelflux.emulator.http.LoopbackServer;
import io.github.camelflux.emulator.http.Reply;
import io.github.camelflux.emulator.http.Request;
import io.github.camelflux.emulator.provider.Api;
import io.github.camelflux.emulator.provider.Course;
import io.github.camelflux.emulator.provider.Task;
import io.github.camelflux.emulator.provider.Tasks;
import io.github.camelflux.emulator.provider.Terms;
import io.github.camelflux.emulator.storage.Samples;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The API of Black Forest Labs on localhost: it takes submits, lets time pass, draws pictures and keeps an account
 * of what all that would have cost.
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
 * @see <a href="https://docs.bfl.ai">the API that it copies</a>
 */
public final class FluxEmulator implements AutoCloseable {
    private static final Pattern LOCAL_HOST = Pattern.compile("(?i)(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?");

    private final InstantSource clock;
    private final Ledger ledger = new Ledger();
    private final RequestLog requests = new RequestLog();
    private final FaultPlan faults = new FaultPlan();
    private final Queue<TaskScript> scripts = new ConcurrentLinkedQueue<>();
    private final Tasks tasks;
    private final Samples samples;
    private final @Nullable LoopbackServer region;
    private final LoopbackServer server;
    private final String apiKey;

    /** @param clock decides when tasks end and addresses expire */
    FluxEmulator(Builder settings, InstantSource clock) {
        this.clock = clock;
        this.tasks = new Tasks(settings.bflTerms(), clock, this::nextCourse, this::enter);
        this.samples = new Samples(tasks::find, clock, settings.resignSamples, settings.minimumImageBytes);
        this.apiKey = settings.onlyKey == null ? ApiKey.FOR_TESTS : settings.onlyKey;
        this.region = settings.regionalPolling ? serve(0, settings, null) : null;
        try {
            this.server = serve(settings.port, settings, region == null ? null : region.port());
        } catch (UncheckedIOException e) {
            closeRegion();
            throw e;
        }
    }

    private LoopbackServer serve(int port, Builder settings, @Nullable Integer regionPort) {
        List<Api> apis = List.of(new BflApi(settings.bflSettings(), tasks, samples, regionPort), samples);
        return LoopbackServer.start(port, request -> answer(apis, request));
    }

    /** Settings to begin with; each has a default. */
    public static Builder builder() {
        return new Builder();
    }

    /** The base address for clients of Black Forest Labs, such as {@code http://127.0.0.1:8787}; no trailing slash. */
    public URI bflUrl() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /**
     * The base of the addresses at which clients of Black Forest Labs are told to poll: {@link #bflUrl()} unless
     * {@link Builder#regionalPolling} is on. A client that sends its key to trusted origins alone must trust it.
     */
    public URI bflPollingUrl() {
        return region == null ? bflUrl() : URI.create("http://127.0.0.1:" + region.port());
    }

    /**
     * A key that is accepted: of the provider's form, and plainly not a real one unless {@link Builder#onlyKey} set
     * it.
     */
    public String apiKey() {
        return apiKey;
    }

    /** What was accepted and charged; a live view. */
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

    /** Plans a fault for each of the next requests of this kind, in order, after those already planned. */
    public void next(Step step, Fault... planned) {
        faults.next(step, List.of(planned));
    }

    /**
     * Lets every request of this kind fail that has no fault planned for it by {@link #next}, until {@link
     * #clearFaults()}.
     */
    public void always(Step step, Fault fault) {
        faults.always(step, fault);
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
        this.scripts.addAll(List.of(scripts));
    }

    /**
     * Makes every sample address given so far answer 403; polling again gives a fresh one, unless {@link
     * Builder#resignSamples} is off.
     */
    public void expireSamples() {
        samples.expireAll();
    }

    /** Forgets tasks, scripts, faults, requests and charges, and restores the credits; the address stays. */
    public void reset() {
        faults.clear();
        scripts.clear();
        tasks.clear();
        ledger.clear();
        requests.clear();
    }

    /** Frees the ports, breaks off open connections and ends all threads. */
    @Override
    public void close() {
        server.close();
        closeRegion();
    }

    private void closeRegion() {
        if (region != null) {
            region.close();
        }
    }

    private Optional<Course> nextCourse() {
        return Optional.ofNullable(scripts.poll()).map(TaskScript::course);
    }

    private void enter(String provider, Task task, int active) {
        ledger.enter(Charge.of(provider, task), active);
    }

    private Reply answer(List<Api> apis, Request request) {
        requests.add(ReceivedRequest.of(request, clock.instant()));
        // A web page may resolve its own name to 127.0.0.1; its requests then carry that name.
        if (!LOCAL_HOST.matcher(request.header("Host")).matches()) {
            return Reply.text(421, "text/plain", "This emulator answers to 127.0.0.1 and localhost only");
        }
        Optional<Api> api = apis.stream().filter(a -> a.serves(request.path())).findFirst();
        return api.map(a -> answer(a, request)).orElseGet(() -> Reply.json(404, "{\"detail\":\"Not Found\"}"));
    }

    private Reply answer(Api api, Request request) {
        Fault fault = api.purpose(request).map(Step::of).map(faults::take).orElse(null);
        return fault == null ? api.answer(request) : fault.apply(() -> api.answer(request));
    }

    /** How the emulator is to behave; not safe for use by several threads. */
    public static final class Builder {
        int port;
        Duration generationTime = Duration.ofMillis(300);
        int activeTaskLimit = 24;
        BigDecimal credits = BigDecimal.valueOf(1000);
        int minimumImageBytes;
        Set<String> finetunes = new LinkedHashSet<>(List.of("my-finetune", "my-org/my-lora"));
        boolean moderation = true;
        boolean quotes;
        boolean steps;
        boolean regionalPolling;
        boolean resignSamples = true;

        @Nullable
        String onlyKey;

        private Builder() {}

        /** The port to listen on; default 0, a free one. */
        public Builder port(int number) {
            port = Argument.require(number >= 0 && number <= 65_535, number, "port", "0 to 65535");
            return this;
        }

        /** How long each task takes from its acceptance, unless its script says otherwise; default 300 ms, at most a day. */
        public Builder generationTime(Duration time) {
            generationTime = Argument.requireUpToADay(time, "generationTime");
            return this;
        }

        /** How many tasks may run at once before a submit is answered 429; default 24, as the provider documents. */
        public Builder activeTaskLimit(int tasks) {
            activeTaskLimit = Argument.require(tasks >= 0, tasks, "activeTaskLimit", "0 or more");
            return this;
        }

        /**
         * How many credits there are to spend before a submit is answered 402; default 1000. A picture costs 6
         * by ultra, 4 by pro and 7 by a finetune.
         */
        public Builder credits(BigDecimal amount) {
            credits = Argument.require(amount.signum() >= 0, amount, "credits", "0 or more");
            return this;
        }

        /**
         * Pads each picture to at least this size with filler that decoders skip; default 0. Filler is streamed,
         * not held in memory.
         */
        public Builder minimumImageBytes(int bytes) {
            minimumImageBytes = Argument.require(bytes >= 0, bytes, "minimumImageBytes", "0 or more");
            return this;
        }

        /**
         * Accepts this key alone; default is every key of the provider's form, {@code bfl_} and 35 letters or
         * digits.
         */
        public Builder onlyKey(String key) {
            Argument.require(
                    ApiKey.isWellFormed(key), key.length() + " characters", "onlyKey", "bfl_ and 35 letters or digits");
            onlyKey = key;
            return this;
        }

        /**
         * The ids of the finetunes that are ready, such as {@code my-finetune} or {@code org/lora}; any other is
         * answered 400. Default {@code my-finetune} and {@code my-org/my-lora}.
         */
        public Builder finetunes(String... ids) {
            for (String id : ids) {
                Argument.require(!id.isBlank(), "\"" + id + "\"", "finetunes", "ids that are not blank");
            }
            finetunes = new LinkedHashSet<>(List.of(ids));
            return this;
        }

        /**
         * Whether prompts are moderated by the words that the README lists; default true. A {@link TaskScript} wins
         * over the prompt.
         */
        public Builder moderation(boolean on) {
            moderation = on;
            return this;
        }

        /**
         * Whether the answer to a submit tells {@code cost}, {@code input_mp} and {@code output_mp}, as the document
         * allows; default false, as these models were seen to answer. The result tells its cost either way.
         */
        public Builder quotes(boolean on) {
            quotes = on;
            return this;
        }

        /**
         * Whether a running task becomes {@code Reasoning} and {@code Generating} with its progress, as those of
         * newer models do; default false: it is {@code Pending} all the time.
         */
        public Builder steps(boolean on) {
            steps = on;
            return this;
        }

        /**
         * Whether tasks are run by a region on another port, as the provider's regions have other hosts: {@code
         * polling_url} points there, and polling here answers 404; default false.
         */
        public Builder regionalPolling(boolean on) {
            regionalPolling = on;
            return this;
        }

        /**
         * Whether polling a finished task again gives its picture another ten minutes at another address; default
         * true. If not, the first address stays the only one, and ends.
         */
        public Builder resignSamples(boolean on) {
            resignSamples = on;
            return this;
        }

        private Terms bflTerms() {
            return new Terms("bfl", credits, activeTaskLimit, generationTime);
        }

        private BflSettings bflSettings() {
            return new BflSettings(onlyKey, finetunes, moderation, quotes, steps);
        }

        /**
         * Starts an emulator, ready when this returns.
         *
         * @throws UncheckedIOException if the port is taken
         */
        public FluxEmulator start() {
            return new FluxEmulator(this, InstantSource.system());
        }
    }
}
