package io.github.camelflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.client.Site.Process;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.journal.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several clients with one ledger, as a component has them. */
class SharedLedgerTest {
    @TempDir
    Path directory;

    @Test
    void goesOnWhenOneOfItsClientsIsClosed() throws Exception {
        Site site = new Site(Provider.BFL, directory);
        Process first = site.start();
        Process second = site.start(settings -> settings.ledger(first.client.ledger()));
        site.store.failBefore(operation -> operation.equals("ACCEPTED"));
        var image = second.generate("k");
        site.advance("10S");

        second.client.close();
        site.store.failBefore(operation -> false);
        site.advance("20S");

        assertThat(image).isDone();
        assertThat(site.store.entry("k").state().accepted()).isPresent();
        assertThat(first.client.ledger().find("k").join().orElseThrow().state().accepted())
                .isPresent();
    }

    @Test
    void relinquishesWhatAnyOfItsClientsHasBegunOnlyWhenItIsClosed() throws Exception {
        Site site = new Site(Provider.BFL, directory);
        Process first = site.start();
        Process second = site.start(settings -> settings.ledger(first.client.ledger()));
        second.driven.network.byHand(Kind.POLL);
        second.generate("k");
        Process other = site.start();

        second.client.close();
        assertThat(other.client.ledger().orphans(9).join()).isEmpty();
        first.client.ledger().close(Duration.ofSeconds(1));

        assertThat(other.client.ledger().orphans(9).join())
                .singleElement()
                .satisfies(orphan -> assertThat(orphan.state()).isInstanceOf(TaskState.Accepted.class));
    }
}
