package io.github.camelflux.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.client.ClientResources;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.emulator.Charge;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorBuilder;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** An emulator, which judges what was charged, and the nodes that share a store and a directory. */
final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    final FluxEmulator emulator;
    private final Store store;
    private final Path directory;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final ClientResources resources = ClientResources.builder().build();

    Cluster(FluxEmulatorBuilder emulator, Store store, Path directory) {
        this.emulator = emulator.start();
        this.store = store;
        this.directory = directory;
    }

    /** One more node. */
    NodeProcess node() {
        return node(emulator.bflUrl(), Node.Settings.NO_MOMENT, Node.Settings.NO_GATEWAY);
    }

    /** One more node, that stays at a moment when it comes to it. */
    NodeProcess nodeHeldAt(String moment) {
        return node(emulator.bflUrl(), moment, Node.Settings.NO_GATEWAY);
    }

    /** One more node, that takes something else for the emulator. */
    NodeProcess nodeAt(URI address) {
        return node(address, Node.Settings.NO_MOMENT, Node.Settings.NO_GATEWAY);
    }

    /** One more node, which takes calls about its own tasks and the others'. */
    NodeProcess nodeCalledAt(CallGateway gateway) {
        NodeProcess node = node(emulator.bflUrl(), Node.Settings.NO_MOMENT, gateway.address());
        gateway.add(Integer.parseInt(node.await("CALLED AT ").split(" ")[2]));
        return node;
    }

    private NodeProcess node(URI address, String moment, URI gateway) {
        List<String> keys = List.of(emulator.apiKey(), emulator.runwareApiKey());
        NodeProcess node = NodeProcess.start(new Node.Settings(store, directory, address, keys, moment, gateway));
        nodes.add(node);
        return node;
    }

    /** Where nodes put images that are on their way. */
    Path downloads() {
        return directory.resolve("downloads");
    }

    /** What the journal knows, asked as one more process that does nothing. */
    <T> T inJournal(Function<TaskJournal, T> question) {
        try (TaskJournal journal = store.toLookAt().open()) {
            return question.apply(journal);
        }
    }

    TaskEntry entry(String key) {
        return inJournal(journal -> journal.find(key).orElseThrow());
    }

    TaskState.Stage stage(String key) {
        return entry(key).state().stage();
    }

    List<Charge> charges(Wish wish) {
        return emulator.ledger().charges().stream()
                .filter(charge -> charge.prompt().equals(wish.prompt()))
                .toList();
    }

    /** That it is the picture that was asked for, of the task that was charged. */
    void assertThatItIs(Wish wish, Result result) {
        assertThat(charges(wish))
                .extracting(Charge::taskId)
                .containsExactly(result.ticket().id());
        assertThat(result.seed()).isEqualTo(wish.request().seed());
        assertThat(result.dollars()).isEqualTo(wish.provider() == Provider.BFL ? "0.04" : "0.06");
        Provider provider = wish.provider();
        boolean isBfl = provider == Provider.BFL;
        try (FluxClient client = FluxClient.builder(
                        ApiKey.of(provider, isBfl ? emulator.apiKey() : emulator.runwareApiKey()))
                .baseUrl(isBfl ? emulator.bflUrl() : emulator.runwareUrl())
                .resources(resources)
                .build()) {
            ImageResult original = client.task(result.ticket()).images(PATIENCE).join();
            assertThat(result).isEqualTo(Result.of(wish.key(), original));
            original.image().delete();
        }
    }

    @Override
    public void close() {
        nodes.forEach(NodeProcess::close);
        emulator.close();
        resources.close();
    }
}
