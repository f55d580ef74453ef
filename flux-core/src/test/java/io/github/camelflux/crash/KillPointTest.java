package io.github.camelflux.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.image.SamplePictures;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.journal.jdbc.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed at each point of a task's life, and another one is asked for the same task. */
@ExtendWith(PostgresServer.class)
@Order(1)
class KillPointTest {
    private static final String KEY = "k";

    /** How often at each point in full; {@code -Dcrash.times} for more. */
    private static final int TIMES = Integer.getInteger("crash.times", 3);

    /** More than a connection's buffers hold. */
    private static final int LARGE = 9_000_000;

    private static final ExecutorService TWO_AT_ONCE = Executors.newFixedThreadPool(2);

    @TempDir
    Path directory;

    @AfterAll
    static void end() {
        TWO_AT_ONCE.shutdownNow();
    }

    /** Where most is at stake: nobody here knows that it was charged, or a part of what was paid for is here. */
    @TestFactory
    Stream<DynamicTest> paysOnceOrIsInDoubtWhereverItIsKilled() {
        return eachPoint("directory", KillPointTest::journal, 1, List.of(KillPoint.K4, KillPoint.K9));
    }

    @TestFactory
    @Tag("full")
    Stream<DynamicTest> paysOnceOrIsInDoubtHoweverOftenItIsKilled() {
        return eachPoint("directory", KillPointTest::journal, TIMES);
    }

    /** Where what was committed a moment ago is worth most: H2 by itself writes it half a second later. */
    @TestFactory
    Stream<DynamicTest> paysOnceOrIsInDoubtWhereverItIsKilledOnEmbeddedH2() {
        return eachPoint("h2", KillPointTest::embedded, 1, List.of(KillPoint.K6));
    }

    @TestFactory
    @Tag("full")
    Stream<DynamicTest> paysOnceOrIsInDoubtHoweverOftenItIsKilledOnEmbeddedH2() {
        return eachPoint("h2", KillPointTest::embedded, TIMES);
    }

    @TestFactory
    @Tag("full")
    Stream<DynamicTest> paysOnceOrIsInDoubtHoweverOftenItIsKilledOnPostgres(DataSource database) {
        return eachPoint("postgresql", place -> Store.database(database), TIMES);
    }

    private static Store journal(Path place) {
        return Store.directory(place.resolve("journal"));
    }

    private static Store embedded(Path place) {
        return Store.embedded(place.resolve("journal"));
    }

    @FunctionalInterface
    private interface Stores {
        Store in(Path directory);
    }

    private Stream<DynamicTest> eachPoint(String name, Stores stores, int times) {
        return eachPoint(name, stores, times, List.of(KillPoint.values()));
    }

    private Stream<DynamicTest> eachPoint(String name, Stores stores, int times, List<KillPoint> points) {
        long began = System.nanoTime();
        List<DynamicTest> tests = new ArrayList<>();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int time = 1; time <= times; time++) {
            for (KillPoint point : points) {
                for (Provider provider : Provider.values()) {
                    String title = String.join(" ", point.name(), provider.id(), name, Integer.toString(time));
                    Path own = directory.resolve(title.replace(' ', '-'));
                    CompletableFuture<?> done =
                            CompletableFuture.runAsync(() -> kill(point, provider, stores.in(own), own), TWO_AT_ONCE);
                    all.add(done);
                    tests.add(DynamicTest.dynamicTest(title, done::join));
                }
            }
        }
        tests.add(DynamicTest.dynamicTest("all", () -> {
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
            tell(name, all.size(), points.size(), began);
        }));
        return tests.stream();
    }

    private static void tell(String name, int kills, int points, long began) {
        System.out.println("[figure] " + kills + " kills at " + points
                + " points of both providers, "
                + name + ": none charged twice, none lost; " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)
                + " s");
    }

    private void kill(KillPoint point, Provider provider, Store store, Path own) {
        try (Cluster cluster =
                new Cluster(FluxEmulator.builder().sketches(true).generationTime(Duration.ofMillis(50)), store, own)) {
            Wish wish = wish(point, provider, own);
            killAt(point, wish, cluster);
            int requests = cluster.emulator.requests().size();
            assertThat(cluster.emulator.ledger().submits()).isEqualTo(point.charged);

            NodeProcess next = cluster.node();
            next.order("recover");
            assertThat(next.await("RECOVERED")).isEqualTo("RECOVERED");
            next.order("generate " + wish);
            String outcome = next.await("OUTCOME");
            next.order("generate " + wish);

            assertThat(next.await("OUTCOME", 2)).containsOnly(outcome);
            assertThat(next.lines("FOUND"))
                    .allSatisfy(line -> assertThat(Result.of(line)).isEqualTo(Result.of(outcome)));
            assertThat(cluster.emulator.ledger().submits()).isEqualTo(point.chargedInTheEnd(provider));
            // Also since an embedded database is one process's only.
            next.kill();
            boolean doubt = point.leavesDoubt(provider);
            if (point.hasResult() || doubt) {
                assertThat(cluster.emulator.requests()).hasSize(requests);
            }
            if (doubt) {
                assertThat(outcome).isEqualTo("OUTCOME " + KEY + " InDoubt");
                assertThat(cluster.stage(KEY)).isEqualTo(TaskState.Stage.IN_DOUBT);
            } else {
                assertThat(cluster.stage(KEY)).isEqualTo(TaskState.Stage.STORED);
                cluster.assertThatItIs(wish, Result.of(outcome));
            }
        }
    }

    @Test
    @Tag("full")
    void submitsAgainByTheSameNameWhenNobodyCouldBeAskedAfterTheKill() {
        try (Cluster cluster = new Cluster(FluxEmulator.builder().sketches(true), journal(directory), directory)) {
            Wish wish = Wish.of(Provider.RUNWARE, KEY);
            killAt(KillPoint.K2, wish, cluster);
            cluster.emulator.always(Step.POLL, Fault.dropBeforeProcessing());
            NodeProcess next = cluster.node();
            next.order("recover");
            next.await("RECOVERED");
            cluster.emulator.clearFaults();

            next.order("generate " + wish);

            cluster.assertThatItIs(wish, Result.of(next.await("OUTCOME")));
        }
    }

    @Test
    @Tag("full")
    void bringsHomeWhatAProcessKnewThatCouldNotTellItsJournal() {
        try (Cluster cluster = new Cluster(FluxEmulator.builder().sketches(true), journal(directory), directory)) {
            Wish wish = Wish.of(Provider.BFL, KEY);
            cluster.emulator.next(Step.DOWNLOAD, Fault.stall());
            NodeProcess node = generating(cluster.nodeHeldAt("room for ACCEPTED"), wish);
            awaitPart(cluster);
            node.kill();
            assertThat(cluster.stage(KEY)).isEqualTo(TaskState.Stage.SUBMITTING);

            NodeProcess next = generating(cluster.node(), wish);

            cluster.assertThatItIs(wish, Result.of(next.await("OUTCOME")));
            assertThat(cluster.emulator.ledger().submits()).isEqualTo(1);
        }
    }

    /** What is to be on its way for a while is large, where the provider takes something large. */
    private static Wish wish(KillPoint point, Provider provider, Path own) {
        if (point != KillPoint.K3_IN_PART || provider != Provider.BFL) {
            return Wish.of(provider, KEY);
        }
        try {
            Path picture = Files.createDirectories(own).resolve("large.png");
            return new Wish(provider, KEY, Files.write(picture, SamplePictures.pngOfSize(LARGE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs until the point, and then no further. */
    private static void killAt(KillPoint point, Wish wish, Cluster cluster) {
        switch (point) {
            case K3_IN_PART -> killWhileSending(HeldRequest.half(), wish, cluster, request -> {});
            case K3_IN_FULL ->
                killWhileSending(
                        HeldRequest.wholly(), wish, cluster, request -> request.forward(cluster.emulator.bflUrl()));
            case K4 -> killBeforeTheAnswerOf(Step.SUBMIT, wish, cluster);
            case K7 -> killBeforeTheAnswerOf(Step.POLL, wish, cluster);
            case K9 -> {
                cluster.emulator.next(Step.DOWNLOAD, Fault.stall());
                NodeProcess node = generating(cluster.node(), wish);
                awaitPart(cluster);
                node.kill();
            }
            default -> {
                NodeProcess node = generating(cluster.nodeHeldAt(point.moment), wish);
                node.await("AT");
                node.kill();
            }
        }
    }

    private static NodeProcess generating(NodeProcess node, Wish wish) {
        node.order("generate " + wish);
        return node;
    }

    private static void killWhileSending(
            HeldRequest held, Wish wish, Cluster cluster, Consumer<HeldRequest> afterwards) {
        try (held) {
            NodeProcess node = generating(cluster.nodeAt(held.address()), wish);
            held.awaitHeld();
            node.kill();
            afterwards.accept(held);
        }
    }

    private static void killBeforeTheAnswerOf(Step step, Wish wish, Cluster cluster) {
        HeldAnswer answer = new HeldAnswer();
        cluster.emulator.next(step, answer.fault());
        NodeProcess node = generating(cluster.node(), wish);
        answer.awaitHeld();
        node.kill();
        answer.release();
    }

    /** Waits for a download that has begun: what is written before the submit only tries whether there is room. */
    private static void awaitPart(Cluster cluster) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (cluster.emulator.ledger().submits() == 0 || !hasPart(cluster.downloads())) {
            assertThat(System.nanoTime()).as("a download has begun").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static boolean hasPart(Path downloads) {
        try (Stream<Path> files = Files.list(downloads)) {
            return files.anyMatch(
                    file -> file.toString().endsWith(".part") && file.toFile().length() > 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
