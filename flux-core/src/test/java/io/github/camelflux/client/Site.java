package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.key;
import static io.github.camelflux.client.DrivenClient.limits;
import static io.github.camelflux.client.DrivenClient.request;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.journal.Claims;
import io.github.camelflux.journal.SharedStore;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Processes that share a store, a directory of results, a provider and the time; some of them die. */
final class Site {
    static final ImageRequest LIGHTHOUSE = request("A lighthouse");
    private static final Duration STEP = Duration.ofMillis(250);

    final Provider provider;
    final SimulatedProvider api;
    final SharedStore store;
    final Path results;
    private final Path directory;
    private final List<Process> alive = new ArrayList<>();
    private Duration elapsed = Duration.ZERO;
    private int started;

    Site(Provider provider, Path directory) {
        this.provider = provider;
        this.directory = directory;
        this.results = directory.resolve("results");
        this.api = new SimulatedProvider(provider);
        this.store = new SharedStore(() -> SimulatedProvider.noon().plus(elapsed));
    }

    /** A client with a journal of its own, on the time of the site. */
    final class Process {
        final SharedStore.Opened journal = store.open();
        final DrivenClient driven;
        final FluxClient client;

        private Process(Provider at, Executor journalThreads, UnaryOperator<FluxClientBuilder> settings) {
            driven = new DrivenClient(
                    at,
                    downloads(),
                    Runnable::run,
                    journalThreads,
                    builder -> settings.apply(builder.journal(journal)
                            .resultDirectory(results)
                            .limits(limits(4, 20, Duration.ofMinutes(10)))));
            client = driven.client;
            api.connect(driven.network);
            alive.add(this);
        }

        CompletableFuture<ImageResult> generate(String key) {
            return client.generate(LIGHTHOUSE, key(key));
        }

        /** Ends without a word, or is stopped for so long that it is taken for dead. */
        Process dies() {
            journal.die();
            alive.remove(this);
            return this;
        }

        int submits() {
            return driven.calls(Kind.SUBMIT);
        }

        /** What an earlier process has recorded. */
        TaskEntry recorded(String taskKey, TaskState... states) {
            TaskEntry entry = journal.claim(claim(taskKey));
            for (TaskState state : states) {
                entry = journal.advance(entry, state).orElseThrow();
            }
            return entry;
        }
    }

    Process start() {
        return start(settings -> settings);
    }

    Process start(UnaryOperator<FluxClientBuilder> settings) {
        return new Process(provider, Runnable::run, settings);
    }

    Process startAt(Provider other) {
        return new Process(other, Runnable::run, settings -> settings);
    }

    Process startWithJournalOn(Executor journalThreads) {
        return new Process(provider, journalThreads, settings -> settings);
    }

    /** What the processes of a site claim. */
    TaskClaim claim(String taskKey) {
        TaskClaim claim = Claims.of(taskKey, LIGHTHOUSE, provider);
        return new TaskClaim(
                taskKey,
                true,
                claim.digest(),
                provider,
                claim.model(),
                ApiKey.of(provider, "CANARY-key").account(),
                claim.price(),
                claim.attributes());
    }

    /** Lets time pass for all that live. */
    void advance(String duration) {
        Duration end = elapsed.plus(Duration.parse("PT" + duration));
        while (elapsed.compareTo(end) < 0) {
            Duration left = end.minus(elapsed);
            Duration step = left.compareTo(STEP) < 0 ? left : STEP;
            elapsed = elapsed.plus(step);
            List.copyOf(alive).forEach(process -> process.driven.time.advance(step));
        }
    }

    TaskState state(String taskKey) {
        TaskEntry entry = store.entry(taskKey);
        return entry == null ? null : entry.state();
    }

    private Path downloads() {
        try {
            return Files.createDirectories(directory.resolve("downloads-" + ++started));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files in a directory, none if it is not there. */
    static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(ImageResult result) {
        try {
            return Files.readAllBytes(result.image().file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
