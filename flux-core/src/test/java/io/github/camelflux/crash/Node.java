package io.github.camelflux.crash;

import io.github.camelflux.FluxException;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.client.ClientResources;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.client.FluxClientBuilder;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.webhook.WebhookVerifier.Addressee;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One process of several that share a journal, with a client of each provider. It does what the lines of its input say,
 * tells on its output what has come of it, and ends when its input does, as it does when whoever has started it dies.
 */
final class Node {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final Gate gate;
    private final Map<Provider, FluxClient> clients;
    private final boolean isCalled;

    private Node(Settings settings) {
        gate = new Gate(settings.moment, this::tell);
        isCalled = !settings.gateway.equals(Settings.NO_GATEWAY);
        TaskJournal journal = new GatedJournal(settings.store.open(), gate, this::tell);
        ClientResources resources = ClientResources.builder()
                .downloadDirectory(settings.downloads())
                .build();
        clients = Stream.of(Provider.values())
                .collect(Collectors.toMap(
                        Function.identity(), provider -> client(provider, settings, resources, journal)));
    }

    private FluxClient client(Provider provider, Settings settings, ClientResources resources, TaskJournal journal) {
        FluxClientBuilder client = FluxClient.builder(ApiKey.of(provider, settings.keys.get(provider.ordinal())))
                .baseUrl(provider == Provider.BFL ? settings.address : settings.address.resolve("/v1"))
                .resources(resources)
                .journal(journal)
                .resultDirectory(settings.results())
                .pollSchedule(PollSchedule.every(Duration.ofMillis(50)))
                .listener(new Ears());
        return (isCalled ? client.webhooks(CallServer.calledAt(settings.gateway)) : client).build();
    }

    /**
     * What a node is given.
     *
     * @param directory for downloads and results
     * @param address of the emulator
     * @param keys one for each provider
     * @param moment that its gate holds it at; a word for none
     * @param gateway to all nodes that providers call
     */
    record Settings(Store store, Path directory, URI address, List<String> keys, String moment, URI gateway) {
        static final String NO_MOMENT = "never";
        static final URI NO_GATEWAY = URI.create("none");

        static Settings of(String[] arguments) {
            return new Settings(
                    new Store(arguments[0], arguments[1]),
                    Path.of(arguments[2]),
                    URI.create(arguments[3]),
                    List.of(arguments[4], arguments[5]),
                    arguments[6],
                    URI.create(arguments[7]));
        }

        List<String> arguments() {
            return List.of(
                    store.place(),
                    store.tables(),
                    directory.toString(),
                    address.toString(),
                    keys.get(0),
                    keys.get(1),
                    moment,
                    gateway.toString());
        }

        Path downloads() {
            return directory.resolve("downloads");
        }

        Path results() {
            return directory.resolve("results");
        }
    }

    public static void main(String[] arguments) throws IOException {
        Node node = new Node(Settings.of(arguments));
        if (node.isCalled) {
            node.tell("CALLED AT " + CallServer.start(node::called));
        }
        node.tell("READY");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            node.obey(order.split(" "));
        }
        Runtime.getRuntime().halt(0);
    }

    private void obey(String[] order) {
        switch (order[0]) {
            case "recover" -> recover();
            case "generate" -> generate(Wish.of(Arrays.copyOfRange(order, 1, order.length)));
            case "go" -> gate.open();
            default -> throw new IllegalArgumentException(order[0]);
        }
    }

    private CompletableFuture<Void> called(Addressee addressee, byte[] body) {
        return clients.get(addressee.provider()).called(addressee.taskKey(), body);
    }

    private void generate(Wish wish) {
        String key = wish.key();
        TaskOptions options = new TaskOptions(key, TIMEOUT);
        FluxClient client = clients.get(wish.provider());
        client.generate(wish.request(), isCalled ? options.calledAbout() : options)
                .whenComplete((result, failure) -> {
                    tell("OUTCOME " + (failure == null ? told(key, result) : told(key, failure)));
                    if (failure == null) {
                        client.ledger().delivered(key);
                    }
                });
    }

    /** What is found so is not acknowledged: whoever asked for it will ask again. */
    private void recover() {
        List<CompletableFuture<?>> all = new ArrayList<>();
        clients.forEach((provider, client) -> all.add(client.recover(claim -> claim.provider() == provider)
                .thenCompose(found -> CompletableFuture.allOf(found.stream()
                        .map(entry -> resumed(client, entry.taskKey()))
                        .toArray(CompletableFuture<?>[]::new)))));
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> tell("RECOVERED" + (failure == null ? "" : " not: " + failure)));
    }

    private CompletableFuture<?> resumed(FluxClient client, String key) {
        return client.resume(key).thenCompose(task -> task.images(TIMEOUT)).handle((result, failure) -> {
            tell("FOUND " + (failure == null ? told(key, result) : told(key, failure)));
            return key;
        });
    }

    private static String told(String key, ImageResult result) {
        Result told = Result.of(key, result);
        result.images().forEach(GeneratedImage::delete);
        return told.toString();
    }

    private static String told(String key, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return key + " " + (cause instanceof FluxException ? cause.getClass().getSimpleName() : cause);
    }

    /** In one piece, or not at all when it is killed. */
    private void tell(String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Ears implements TaskListener {
        @Override
        public void ended(TaskContext task, TaskStatus status, @Nullable Duration generation) {
            gate.pass("ended");
        }

        @Override
        public void downloaded(TaskContext task, GeneratedImage image) {
            gate.pass("downloaded");
        }
    }
}
