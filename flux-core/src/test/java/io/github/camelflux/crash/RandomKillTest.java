package io.github.camelflux.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorBuilder;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.journal.jdbc.PostgresServer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Processes with tasks of both providers are killed whenever it happens, one after the other. */
@ExtendWith(PostgresServer.class)
@Tag("full")
class RandomKillTest {
    private static final int AT_ONCE = 6;
    private static final int LONGEST_LIFE_MILLIS = 1500;

    @TempDir
    Path directory;

    @Test
    void leavesEachTaskPaidOnceOrInDoubt() throws Exception {
        kill(10, Store.directory(directory.resolve("journal")));
    }

    @Test
    void leavesEachTaskPaidOnceOrInDoubtHoweverOften() throws Exception {
        kill(100, Store.directory(directory.resolve("journal")));
    }

    @Test
    void leavesEachTaskPaidOnceOrInDoubtOnPostgres(DataSource database) throws Exception {
        kill(50, Store.database(database));
    }

    @Test
    void leavesEachTaskPaidOnceOrInDoubtOnEmbeddedH2() throws Exception {
        kill(50, Store.embedded(directory.resolve("journal")));
    }

    /** @param usually how often, unless {@code -Dcrash.kills} says otherwise */
    private void kill(int usually, Store store) throws InterruptedException {
        int times = Integer.getInteger("crash.kills", usually);
        long seed = Long.getLong("crash.seed", System.nanoTime());
        System.out.println("[figure] seed of " + times + " random kills: -Dcrash.seed=" + seed);
        FluxEmulatorBuilder rich = FluxEmulator.builder()
                .sketches(true)
                .generationTime(Duration.ofMillis(100))
                .credits(BigDecimal.valueOf(1_000_000))
                .runwareBalance(BigDecimal.valueOf(1_000_000));
        try (Cluster cluster = new Cluster(rich, store, directory)) {
            // So that some are hit while their submits are on their way.
            cluster.emulator.always(Step.SUBMIT, Fault.delay(Duration.ofMillis(100)));
            new Series(store.kind(), cluster, new Random(seed)).run(times);
        }
    }

    /** Kills that follow one another, and what has come of the tasks. */
    private static final class Series {
        private final String store;
        private final Cluster cluster;
        private final Random random;
        private final long began = System.nanoTime();
        private final Map<String, Wish> wishes = new LinkedHashMap<>();

        /** What whoever asked for a task was told first. */
        private final Map<String, String> outcomes = new LinkedHashMap<>();

        /** The keys of tasks that were killed between latch and acceptance. */
        private final Set<String> hit = new HashSet<>();

        Series(String store, Cluster cluster, Random random) {
            this.store = store;
            this.cluster = cluster;
            this.random = random;
        }

        void run(int times) throws InterruptedException {
            for (int kills = 0; kills < times; kills++) {
                while (open().size() < AT_ONCE) {
                    Provider provider = Provider.values()[wishes.size() % Provider.values().length];
                    Wish wish = Wish.of(provider, "k" + wishes.size());
                    wishes.put(wish.key(), wish);
                }
                NodeProcess node = working(open());
                node.let(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
                node.kill();
                hear(node);
                List<String> submitting =
                        cluster.inJournal(journal -> journal.at(TaskState.Stage.SUBMITTING, wishes.size())).stream()
                                .map(TaskEntry::taskKey)
                                .toList();
                assertThat(submitting)
                        .as("what was told after %d kills has to be in the journal: %s", kills, outcomes)
                        .noneMatch(outcomes::containsKey);
                hit.addAll(submitting);
            }
            List<Wish> left = open();
            NodeProcess last = working(left);
            left.forEach(wish -> last.await("OUTCOME " + wish.key() + " "));
            hear(last);
            judge(last);
            tell(times);
        }

        private List<Wish> open() {
            return wishes.values().stream()
                    .filter(wish -> !outcomes.containsKey(wish.key()))
                    .toList();
        }

        private NodeProcess working(List<Wish> asked) {
            NodeProcess node = cluster.node();
            node.order("recover");
            asked.forEach(wish -> node.order("generate " + wish));
            return node;
        }

        private void hear(NodeProcess node) {
            node.lines("OUTCOME ").forEach(line -> {
                String key = line.split(" ")[1];
                // A result or a doubt: a journal that could not be asked would make all of this say nothing.
                assertThat(line).doesNotContain("OUTCOME " + key + " NotSent");
                outcomes.putIfAbsent(key, line);
            });
        }

        private void judge(NodeProcess last) {
            assertThat(outcomes).hasSameSizeAs(wishes);
            assertThat(inDoubt())
                    .as("what was hit, with what came of it: %s", outcomes)
                    .containsExactlyInAnyOrderElementsOf(hit(Provider.BFL));
            int requests = cluster.emulator.requests().size();
            wishes.values().forEach(wish -> last.order("generate " + wish));
            outcomes.forEach((key, line) ->
                    assertThat(last.await("OUTCOME " + key + " ")).isEqualTo(line));
            assertThat(cluster.emulator.requests()).hasSize(requests);
            // Since an embedded database is one process's only.
            last.kill();
            wishes.forEach((key, wish) -> {
                if (isInDoubt(key)) {
                    assertThat(cluster.stage(key)).isEqualTo(TaskState.Stage.IN_DOUBT);
                    assertThat(cluster.charges(wish)).hasSizeLessThan(2);
                } else {
                    cluster.assertThatItIs(wish, Result.of(outcomes.get(key)));
                }
            });
        }

        private boolean isInDoubt(String key) {
            return outcomes.get(key).equals("OUTCOME " + key + " InDoubt");
        }

        private List<String> inDoubt() {
            return outcomes.keySet().stream().filter(this::isInDoubt).toList();
        }

        private List<String> hit(Provider provider) {
            return hit.stream()
                    .filter(key -> wishes.get(key).provider() == provider)
                    .toList();
        }

        private void tell(int times) {
            long charged = inDoubt().stream()
                    .filter(key -> !cluster.charges(wishes.get(key)).isEmpty())
                    .count();
            System.out.println("[figure] " + times + " random kills, " + store + ", " + AT_ONCE + " tasks at once: "
                    + wishes.size()
                    + " tasks, " + cluster.emulator.ledger().submits()
                    + " charges, 0 twice; hit between latch and acceptance: "
                    + hit(Provider.BFL).size() + " of BFL, all in doubt (" + charged + " charged), and "
                    + hit(Provider.RUNWARE).size() + " of Runware, none lost; "
                    + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s");
        }
    }
}
