package io.github.camelflux.client;

import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelflux.ClientLimits;
import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ManualDelayer;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.image.SamplePictures;
import io.github.camelflux.submit.Accounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A client on a scripted network and in driven time, which asks for its tasks every second. */
final class DrivenClient {
    static final byte[] PICTURE = SamplePictures.jpeg(16, 9);
    static final String SAMPLE = "https://delivery.eu2.bfl.ai/results/1/sample.jpeg?sig=CANARY";

    final ManualDelayer time = new ManualDelayer();
    final ScriptedTransport network = new ScriptedTransport();
    final List<String> events = new ArrayList<>();
    final Map<String, InetAddress> hosts = new HashMap<>();
    final Path directory;
    final FluxClient client;
    private Runnable onDownload = () -> {};

    DrivenClient(Path directory) {
        this(directory, settings -> settings);
    }

    DrivenClient(Path directory, UnaryOperator<FluxClientBuilder> settings) {
        this(directory, Runnable::run, settings);
    }

    DrivenClient(Path directory, Executor executor, UnaryOperator<FluxClientBuilder> settings) {
        this(Provider.BFL, directory, executor, settings);
    }

    /** The same for a provider whose tasks are named by the client. */
    static DrivenClient atRunware(Path directory, UnaryOperator<FluxClientBuilder> settings) {
        return new DrivenClient(Provider.RUNWARE, directory, Runnable::run, settings);
    }

    private DrivenClient(
            Provider provider, Path directory, Executor executor, UnaryOperator<FluxClientBuilder> settings) {
        this(provider, directory, executor, executor, settings);
    }

    /** The same with threads of its own for the journal. */
    DrivenClient(
            Provider provider,
            Path directory,
            Executor executor,
            Executor journal,
            UnaryOperator<FluxClientBuilder> settings) {
        this.directory = directory;
        ClientResources resources = ClientResources.builder()
                .downloadDirectory(directory)
                .resolver(this::resolve)
                .build(network, time, executor, journal);
        this.client = settings.apply(FluxClient.builder(ApiKey.of(provider, "CANARY-key"))
                        .pollSchedule(PollSchedule.every(Duration.ofSeconds(1)))
                        .listener(new Recorder())
                        .accounts(new Accounts())
                        .resources(resources))
                .build();
    }

    /** What the listener does when an image has arrived. */
    void whenDownloaded(Runnable action) {
        onDownload = action;
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        return List.of(hosts.getOrDefault(host, InetAddress.getByAddress(host, new byte[] {8, 8, 8, 8})));
    }

    /** Limits as given, and one second for a call, which a test may have to wait for. */
    static ClientLimits limits(int maxActive, int maxQueued, Duration queueTimeout) {
        ClientLimits standard = ClientLimits.DEFAULT;
        return new ClientLimits(
                maxActive,
                maxQueued,
                queueTimeout,
                Duration.ofSeconds(1),
                standard.downloadTimeout(),
                standard.maxImageSize());
    }

    static ImageRequest request(String prompt) {
        return ImageRequest.ultra().prompt(prompt).build();
    }

    static TaskOptions key(String key) {
        return new TaskOptions(key, TaskOptions.DEFAULT_TIMEOUT);
    }

    CompletableFuture<ImageResult> generate(String key) {
        return client.generate(request("A lighthouse"), key(key));
    }

    void advance(String duration) {
        time.advance(Duration.parse("PT" + duration));
    }

    int calls(Kind kind) {
        return network.calls(kind).size();
    }

    /** Lets every submit be accepted, each as a task with a number of its own from 1. */
    DrivenClient acceptingAll() {
        network.always(Kind.SUBMIT, sent -> accepted("t-" + calls(Kind.SUBMIT)));
        return this;
    }

    /** Lets every download bring a whole picture. */
    DrivenClient deliveringAll() {
        network.always(Kind.DOWNLOAD, sent -> sent.deliver(PICTURE));
        return this;
    }

    List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static HttpOutcome accepted(String id) {
        return reply(200, "{\"id\":\"" + id + "\",\"polling_url\":\"" + pollingUrl(id) + "\"}");
    }

    static String pollingUrl(String id) {
        return "https://api.eu2.bfl.ai/v1/get_result?id=" + id;
    }

    static HttpOutcome status(String status) {
        return reply(200, "{\"id\":\"t\",\"status\":\"" + status + "\",\"result\":null}");
    }

    static HttpOutcome ready() {
        return ready(SAMPLE, "");
    }

    static HttpOutcome ready(String sample, String more) {
        return reply(
                200,
                "{\"id\":\"t\",\"status\":\"Ready\",\"result\":{\"sample\":\"" + sample + "\",\"seed\":42}" + more
                        + "}");
    }

    static HttpOutcome broken() {
        return new HttpOutcome.Broken(new IOException("connection reset"));
    }

    static HttpOutcome notSent() {
        return new HttpOutcome.NotSent(new IOException("connection refused"));
    }

    /** The error that a future has failed with, which must be of a type and must not tell a secret. */
    static <E extends FluxException> E failure(CompletableFuture<?> future, Class<E> type) {
        assertThat(future).isCompletedExceptionally();
        Throwable thrown = catchThrowable(future::join);
        Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        assertThat(failure).isInstanceOf(type);
        assertThat(failure.toString()).doesNotContain("CANARY");
        return type.cast(failure);
    }

    private final class Recorder implements TaskListener {
        @Override
        public void queued(TaskContext task) {
            events.add("queued " + task.taskKey());
        }

        @Override
        public void throttled(TaskContext task, Duration wait) {
            events.add("throttled " + wait);
        }

        @Override
        public void submitted(TaskContext task) {
            events.add("submitted " + task.ticket().id());
        }

        @Override
        public void progress(TaskContext task, TaskStatus.Pending status) {
            events.add("progress " + status.reported());
        }

        @Override
        public void ended(TaskContext task, TaskStatus status, Duration generation) {
            events.add("ended " + status.getClass().getSimpleName());
        }

        @Override
        public void downloaded(TaskContext task, GeneratedImage image) {
            events.add("downloaded " + image.probe().format());
            onDownload.run();
        }

        @Override
        public void spent(TaskContext task, Cost cost) {
            events.add("spent " + cost.dollars().toPlainString() + " " + cost.source());
        }
    }
}
