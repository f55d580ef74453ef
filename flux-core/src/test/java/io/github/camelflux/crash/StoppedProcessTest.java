package io.github.camelflux.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.journal.jdbc.PostgresServer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process is stopped for so long that another takes its task over, and then goes on as if nothing had happened: as
 * with a virtual machine that is paused, or a collector that takes its time.
 */
@ExtendWith(PostgresServer.class)
@DisabledOnOs(OS.WINDOWS)
class StoppedProcessTest {
    private static final String KEY = "stopped";

    @TempDir
    Path directory;

    @Test
    void submitsOnceWhenItIsStoppedBetweenLatchAndPost(DataSource database) throws Exception {
        stopBetweenLatchAndPost(Provider.BFL, database);
    }

    @Test
    @Tag("full")
    void submitsOnceByTheSameNameWhenItIsStoppedBetweenLatchAndPost(DataSource database) throws Exception {
        stopBetweenLatchAndPost(Provider.RUNWARE, database);
    }

    private void stopBetweenLatchAndPost(Provider provider, DataSource database) throws Exception {
        try (Cluster cluster = cluster(database)) {
            Wish wish = Wish.of(provider, KEY);
            NodeProcess stopped = cluster.nodeHeldAt("after SUBMITTING");
            stopped.order("generate " + wish);
            stopped.await("AT");

            stopped.stop();
            // It reads this when it goes on.
            stopped.order("go");
            takeOverAndGoOn("between latch and POST", wish, stopped, cluster);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("full")
    void submitsOnceWhenItIsStoppedWhileTheAnswerIsOnItsWay(Provider provider, DataSource database) throws Exception {
        stopBeforeTheAnswerOf(Step.SUBMIT, "while the answer was on its way", Wish.of(provider, KEY), database);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("full")
    void submitsOnceWhenItIsStoppedWhilePolling(Provider provider, DataSource database) throws Exception {
        stopBeforeTheAnswerOf(Step.POLL, "while polling", Wish.of(provider, KEY), database);
    }

    private void stopBeforeTheAnswerOf(Step step, String when, Wish wish, DataSource database) throws Exception {
        try (Cluster cluster = cluster(database)) {
            HeldAnswer answer = new HeldAnswer();
            cluster.emulator.next(step, answer.fault());
            NodeProcess stopped = cluster.node();
            stopped.order("generate " + wish);
            answer.awaitHeld();

            stopped.stop();
            answer.release();
            takeOverAndGoOn(when, wish, stopped, cluster);
        }
    }

    private Cluster cluster(DataSource database) {
        return new Cluster(FluxEmulator.builder().sketches(true), Store.database(database), directory);
    }

    private static void takeOverAndGoOn(String when, Wish wish, NodeProcess stopped, Cluster cluster)
            throws InterruptedException {
        long began = System.nanoTime();
        NodeProcess other = cluster.node();
        other.order("generate " + wish);
        String first = other.await("OUTCOME");
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        stopped.let(Store.LEASE.multipliedBy(2));
        TaskEntry taken = cluster.entry(KEY);

        stopped.goOn();

        String outcome = stopped.await("OUTCOME");
        boolean doubt = taken.state() instanceof TaskState.InDoubt;
        assertThat(first).isEqualTo(doubt ? "OUTCOME " + KEY + " InDoubt" : outcome);
        other.order("generate " + wish);
        assertThat(other.await("OUTCOME", 2).get(1)).isEqualTo(outcome);

        String refused = stopped.await("REFUSED");
        assertThat(seen(refused)).isLessThan(taken.version());
        assertThat(taken.holder()).isEqualTo(TaskEntry.Holder.OTHER);
        TaskEntry last = cluster.entry(KEY);
        assertThat(last.state()).isInstanceOf(TaskState.Stored.class);
        if (!doubt) {
            assertThat(last.version()).isEqualTo(taken.version());
        }
        assertThat(cluster.emulator.ledger().submits()).isEqualTo(1);
        cluster.assertThatItIs(wish, Result.of(outcome));
        System.out.println("[figure] stopped " + when + ", " + wish.provider().id() + ": another had it after " + took
                + " ms " + (doubt ? "in doubt, which the stopped one settled" : "with its image")
                + "; 1 submit; " + refused + " at version " + taken.version());
    }

    /** The version that a write was based on. */
    private static long seen(String refused) {
        return Long.parseLong(refused.substring(refused.lastIndexOf(' ') + 1));
    }
}
