package io.github.camelflux.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorBuilder;
import io.github.camelflux.journal.jdbc.PostgresServer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Four processes on one database, any of which the providers may call, and two of which are killed. */
@ExtendWith(PostgresServer.class)
@Tag("full")
class CalledClusterTest {
    private static final int NODES = 4;
    private static final int EACH = 40;

    @TempDir
    Path directory;

    /** What each node was asked for first. */
    private final Map<NodeProcess, List<Wish>> asked = new HashMap<>();

    @Test
    void bringsEachTaskHomeOnceWhicheverNodeIsCalledAndWhicheverIsKilled(DataSource database) throws Exception {
        long seed = Long.getLong("crash.seed", System.nanoTime());
        System.out.println("[figure] seed of the called cluster: -Dcrash.seed=" + seed);
        FluxEmulatorBuilder rich = FluxEmulator.builder()
                .sketches(true)
                .generationTime(Duration.ofSeconds(2))
                .credits(BigDecimal.valueOf(1_000))
                .runwareBalance(BigDecimal.valueOf(1_000));
        try (CallGateway gateway = new CallGateway(new Random(seed));
                Cluster cluster = new Cluster(rich, Store.database(database), directory)) {
            List<NodeProcess> nodes = started(cluster, gateway);
            List<NodeProcess> dead = nodes.subList(0, 2);
            List<NodeProcess> alive = nodes.subList(2, NODES);
            nodes.forEach(node -> asked.get(node).forEach(wish -> node.order("generate " + wish)));
            nodes.get(0).await("OUTCOME ", EACH / 4);
            nodes.get(0).kill();
            nodes.get(1).await("OUTCOME ", EACH / 2);
            nodes.get(1).kill();
            int done = dead.stream()
                    .mapToInt(node -> node.lines("OUTCOME ").size())
                    .sum();

            TimeUnit.NANOSECONDS.sleep(Store.LEASE.multipliedBy(2).toNanos());
            alive.forEach(node -> node.order("recover"));
            alive.forEach(node -> node.await("RECOVERED"));
            // As their queues deliver again what they have not acknowledged.
            List<Wish> again =
                    dead.stream().flatMap(node -> asked.get(node).stream()).toList();
            again.forEach(wish -> alive.get(0).order("generate " + wish));
            alive.get(0).await("OUTCOME ", EACH + again.size());
            alive.get(1).await("OUTCOME ", EACH);

            Map<String, String> outcomes = outcomes(alive);
            judge(cluster, outcomes);
            tell(cluster, done);
        }
    }

    private List<NodeProcess> started(Cluster cluster, CallGateway gateway) {
        List<NodeProcess> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            NodeProcess node = cluster.nodeCalledAt(gateway);
            List<Wish> wishes = new ArrayList<>();
            for (int k = 0; k < EACH; k++) {
                wishes.add(Wish.of(Provider.values()[k % Provider.values().length], "n" + i + "k" + k));
            }
            asked.put(node, wishes);
            nodes.add(node);
        }
        return nodes;
    }

    private static Map<String, String> outcomes(List<NodeProcess> nodes) {
        return nodes.stream()
                .flatMap(node -> node.lines("OUTCOME ").stream())
                .collect(Collectors.toMap(line -> line.split(" ")[1], line -> line));
    }

    private void judge(Cluster cluster, Map<String, String> outcomes) {
        List<Wish> all = asked.values().stream().flatMap(List::stream).toList();
        assertThat(outcomes).hasSameSizeAs(all);
        for (Wish wish : all) {
            cluster.assertThatItIs(wish, Result.of(outcomes.get(wish.key())));
        }
    }

    private void tell(Cluster cluster, int done) {
        Map<String, Long> statuses = cluster.emulator.ledger().deliveries().stream()
                .collect(Collectors.groupingBy(
                        delivery -> delivery.status() + delivery.failure(), Collectors.counting()));
        System.out.printf(
                "[figure] %d processes, %d tasks, 2 killed with %d of theirs done: %d charges, each image once; calls by"
                        + " status: %s%n",
                NODES, NODES * EACH, done, cluster.emulator.ledger().charges().size(), statuses);
    }
}
