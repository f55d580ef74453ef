package io.github.camelflux.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.journal.jdbc.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two processes share one database and one directory of results. */
@ExtendWith(PostgresServer.class)
class SharedDatabaseTest {
    private static final int EACH = 25;

    @TempDir
    Path directory;

    @Test
    void givesFiftyThatAskAtOnceForOneTaskTheSameImageOfOneSubmit(DataSource database) {
        askAtOnce(Provider.BFL, database);
    }

    @Test
    @Tag("full")
    void givesFiftyThatAskAtOnceForOneNamedTaskTheSameImageOfOneSubmit(DataSource database) {
        askAtOnce(Provider.RUNWARE, database);
    }

    private void askAtOnce(Provider provider, DataSource database) {
        long began = System.nanoTime();
        try (Cluster cluster =
                new Cluster(FluxEmulator.builder().sketches(true), Store.database(database), directory)) {
            Wish wish = Wish.of(provider, "shared");
            List<NodeProcess> nodes = List.of(cluster.node(), cluster.node());

            for (int i = 0; i < EACH; i++) {
                nodes.forEach(node -> node.order("generate " + wish));
            }

            List<String> outcomes = nodes.stream()
                    .flatMap(node -> node.await("OUTCOME", EACH).stream())
                    .toList();
            assertThat(outcomes).hasSize(2 * EACH).containsOnly(outcomes.get(0));
            assertThat(cluster.emulator.ledger().submits()).isEqualTo(1);
            cluster.assertThatItIs(wish, Result.of(outcomes.get(0)));
            System.out.println("[figure] one key of " + provider.id() + " sent " + outcomes.size()
                    + " times at once to two processes on one database: 1 submit, "
                    + outcomes.stream().distinct().count() + " result; "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
        }
    }
}
