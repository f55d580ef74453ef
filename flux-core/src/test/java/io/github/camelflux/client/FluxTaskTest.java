package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.client.SimulatedProvider.Outcome;
import io.github.camelflux.client.Site.Process;
import io.github.camelflux.http.ScriptedTransport.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a task can be asked for, at both providers. */
class FluxTaskTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private Site site;
    private Process process;
    private FluxTask task;

    private void submitAt(Provider provider) throws Exception {
        site = new Site(provider, directory);
        process = site.start();
        task = process.client.submit(Site.LIGHTHOUSE, key("k")).join();
    }

    @ParameterizedTest
    @EnumSource
    void bringsTheSameImageHomeAgainFromWhereItIsKept(Provider provider) throws Exception {
        submitAt(provider);
        CompletableFuture<ImageResult> once = task.images(MINUTE);
        site.advance("5S");
        int downloads = process.driven.calls(Kind.DOWNLOAD);

        CompletableFuture<ImageResult> again = task.images(MINUTE);

        assertThat(Site.bytes(again.join())).isEqualTo(Site.bytes(once.join()));
        assertThat(process.driven.calls(Kind.DOWNLOAD)).isEqualTo(downloads).isEqualTo(1);
        assertThat(site.api.charges).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void findsWhatSomebodyElseHasBroughtHomeBeforeItIsWaitedFor(Provider provider) throws Exception {
        submitAt(provider);
        CompletableFuture<ImageResult> other = process.client.generate(Site.LIGHTHOUSE, key("k"));
        site.advance("5S");
        int calls = process.driven.network.calls().size();

        CompletableFuture<ImageResult> images = task.images(MINUTE);

        assertThat(Site.bytes(images.join())).isEqualTo(Site.bytes(other.join()));
        assertThat(process.driven.network.calls()).hasSize(calls);
    }

    @ParameterizedTest
    @EnumSource
    void tellsItsAddressesAndBringsItsImagesHome(Provider provider) throws Exception {
        submitAt(provider);
        CompletableFuture<RemoteResult> addresses = task.addresses(MINUTE);
        site.advance("5S");
        CompletableFuture<ImageResult> images =
                process.client.task(task.ticket()).images(MINUTE);
        site.advance("5S");

        assertThat(addresses.join().images()).hasSize(1);
        assertThat(images.join().ticket()).isEqualTo(task.ticket());
        assertThat(process.submits()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void goesOnWhenNobodyWaitsForItAnyMore(Provider provider) throws Exception {
        submitAt(provider);
        site.api.ends(Outcome.PENDING);
        CompletableFuture<ImageResult> images = task.images(MINUTE);
        CompletableFuture<RemoteResult> addresses = task.addresses(MINUTE);
        site.advance("5S");

        task.cancelWait();

        assertThat(images).isCancelled();
        assertThat(addresses).isCancelled();
        site.api.ends(Outcome.READY);
        CompletableFuture<ImageResult> later = task.images(MINUTE);
        site.advance("5S");
        assertThat(later).isCompleted();
    }

    @ParameterizedTest
    @EnumSource
    void refusesATicketOfTheOtherProvider(Provider provider) throws Exception {
        submitAt(provider);
        Provider other = provider == Provider.BFL ? Provider.RUNWARE : Provider.BFL;
        FluxTask foreign = process.client.task(new SimulatedProvider(other).ticket("t-1"));

        assertThat(failure(foreign.images(MINUTE), InvalidRequest.class)).hasMessageContaining(provider.id());
        failure(foreign.addresses(MINUTE), InvalidRequest.class);
        failure(foreign.status(), InvalidRequest.class);
    }
}
