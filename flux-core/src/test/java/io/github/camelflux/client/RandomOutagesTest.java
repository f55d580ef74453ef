package io.github.camelflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.client.Site.Process;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.http.ScriptedTransport.Sent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One task, wanted again and again by clients that share a journal or have their own, whose store fails before and after
 * what it does, whose answers are lost, and which die or are taken for dead, at random.
 */
@Execution(ExecutionMode.CONCURRENT)
class RandomOutagesTest {
    private static final int STEPS = 40;
    private static final int MOST_PROCESSES = 3;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void chargesNothingTwiceAndLosesNothing(Provider provider) throws IOException {
        for (int seed = 0; seed < 25; seed++) {
            new Run(provider, seed).check();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("full")
    void chargesNothingTwiceAndLosesNothingInThousandsOfRuns(Provider provider) throws IOException {
        for (int seed = 0; seed < 1_000; seed++) {
            new Run(provider, seed).check();
        }
    }

    private final class Run {
        private final Provider provider;
        private final Random random;
        private final Site site;
        private final List<String> story = new ArrayList<>();
        private final List<List<Process>> alive = new ArrayList<>();
        private final List<CompletableFuture<ImageResult>> results = new ArrayList<>();
        private double failsBefore;
        private double failsAfter;

        /** Whether somebody has heard that the task was accepted, and lived on to say so. */
        private boolean heard;

        Run(Provider provider, int seed) throws IOException {
            this.provider = provider;
            this.random = new Random(seed);
            this.site = new Site(provider, Files.createDirectories(directory.resolve(provider + "-" + seed)));
            story.add("seed " + seed);
            site.store.failBefore(operation -> happens(failsBefore, operation + " fails"));
            site.store.failAfter(operation -> happens(failsAfter, operation + " is done and fails"));
        }

        private boolean happens(double chance, String what) {
            boolean now = random.nextDouble() < chance;
            if (now) {
                story.add(what);
            }
            return now;
        }

        void check() {
            start();
            for (int step = 0; step < STEPS; step++) {
                step(random.nextInt(12));
                assertThat(site.api.charges).as(story::toString).hasSizeLessThan(2);
            }
            comeToRest();
            Process last = site.start();
            last.client.recover(claim -> true);
            site.advance("5S");
            CompletableFuture<ImageResult> result = last.generate("k");
            site.advance("60S");
            assertThat(site.api.charges).as(story::toString).hasSizeLessThan(2);
            // Where nobody has heard of it, a submit at BFL may be in doubt for good.
            if (heard) {
                assertThat(result).as(story::toString).isCompleted();
            } else if (provider == Provider.BFL && result.isCompletedExceptionally()) {
                DrivenClient.failure(result, InDoubt.class);
            }
        }

        private void step(int which) {
            switch (which) {
                case 0, 1, 2 -> generate();
                case 3, 4 -> site.advance((random.nextInt(8_000) + 100) / 1_000.0 + "S");
                case 5 -> {
                    failsBefore = random.nextBoolean() ? 0 : random.nextDouble();
                    failsAfter = random.nextBoolean() ? 0 : random.nextDouble() * 0.7;
                }
                case 6 -> heal();
                case 7, 8 -> pending(sent -> happens(0.5, "an answer"), this::answer);
                case 9 -> start();
                case 10 -> end();
                default ->
                    results.stream()
                            .skip(random.nextInt(results.size() + 1))
                            .findFirst()
                            .ifPresent(result -> result.cancel(true));
            }
        }

        private void heal() {
            failsBefore = 0;
            failsAfter = 0;
        }

        /** A process of one client, or of two with one journal, each with a ledger of its own or both with one. */
        private void start() {
            if (alive.size() == MOST_PROCESSES) {
                return;
            }
            heal();
            Process first = site.start();
            List<Process> clients = random.nextBoolean()
                    ? List.of(first)
                    : List.of(
                            first,
                            site.start(
                                    random.nextBoolean()
                                            ? settings -> settings.journal(first.journal)
                                            : settings -> settings.ledger(first.client.ledger())));
            clients.forEach(client -> client.driven.network.byHand(Kind.SUBMIT));
            alive.add(clients);
            story.add("a process of " + clients.size());
        }

        private void generate() {
            if (!alive.isEmpty()) {
                int process = random.nextInt(alive.size());
                int client = random.nextInt(alive.get(process).size());
                story.add("wanted at " + process + "." + client);
                results.add(alive.get(process).get(client).generate("k"));
            }
        }

        private void pending(Predicate<Sent> which, Consumer<Sent> action) {
            alive.stream()
                    .flatMap(List::stream)
                    .flatMap(client -> client.driven.network.calls(Kind.SUBMIT).stream())
                    .filter(sent -> !sent.outcome().isDone() && which.test(sent))
                    .toList()
                    .forEach(action);
        }

        private void answer(Sent sent) {
            int how = random.nextInt(6);
            story.add("answered by " + how);
            sent.outcome()
                    .complete(
                            switch (how) {
                                case 0 -> DrivenClient.broken();
                                case 1 -> {
                                    site.api.accept(sent);
                                    yield DrivenClient.broken();
                                }
                                case 2 ->
                                    provider == Provider.BFL
                                            ? ScriptedTransport.reply(402, "{\"detail\":\"Insufficient credits\"}")
                                            : RunwareReplies.refused(sent, 402, "insufficientCredits");
                                case 3 -> DrivenClient.notSent();
                                default -> {
                                    heard = true;
                                    yield site.api.accept(sent);
                                }
                            });
        }

        /** A process dies, or is only stopped for so long that the others take it for dead. */
        private void end() {
            if (alive.isEmpty()) {
                return;
            }
            List<Process> process = alive.get(random.nextInt(alive.size()));
            if (happens(0.7, "one is taken for dead")) {
                process.get(0).journal.die();
                return;
            }
            story.add("one dies");
            alive.remove(process);
            for (Process client : process) {
                client.driven.network.calls(Kind.SUBMIT).stream()
                        .filter(sent -> !sent.outcome().isDone())
                        .filter(sent -> happens(0.5, "accepted, unheard"))
                        .forEach(site.api::accept);
                client.dies();
            }
        }

        private void comeToRest() {
            heal();
            story.add("rest");
            alive.stream()
                    .flatMap(List::stream)
                    .forEach(client -> client.driven.network.always(Kind.SUBMIT, sent -> {
                        heard = true;
                        return site.api.accept(sent);
                    }));
            pending(sent -> true, sent -> {
                heard = true;
                sent.outcome().complete(site.api.accept(sent));
            });
            Stream.of("40S", "40S", "40S").forEach(site::advance);
        }
    }
}
