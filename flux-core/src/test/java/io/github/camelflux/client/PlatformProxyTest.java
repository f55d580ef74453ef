package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.ImageResult;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.ManualDelayer;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.ScriptedTransport.Kind;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A network where names are known at the proxy only, which is told by the platform's own setting. */
@Isolated
class PlatformProxyTest {
    @TempDir
    Path directory;

    @AfterEach
    void end() {
        System.clearProperty("https.proxyHost");
        System.clearProperty("https.proxyPort");
    }

    @Test
    void fetchesAnImageThroughThePlatformsProxyWhereNoNameIsKnownHere() {
        System.setProperty("https.proxyHost", "proxy.example");
        System.setProperty("https.proxyPort", "3128");
        ManualDelayer time = new ManualDelayer();
        ScriptedTransport network = new ScriptedTransport()
                .always(Kind.SUBMIT, DrivenClient.accepted("t-1"))
                .always(Kind.POLL, ready())
                .always(Kind.DOWNLOAD, sent -> sent.deliver(DrivenClient.PICTURE));
        ClientResources resources = ClientResources.builder()
                .downloadDirectory(directory)
                .resolver(host -> {
                    throw new UnknownHostException(host);
                })
                .build(network, time, Runnable::run, Runnable::run);
        FluxClient client = FluxClient.builder(ApiKey.of(Provider.BFL, "key"))
                .resources(resources)
                .pollSchedule(PollSchedule.every(Duration.ofSeconds(1)))
                .build();

        CompletableFuture<ImageResult> result = client.generate(DrivenClient.request("A pier"));
        time.advance(Duration.ofSeconds(1));

        assertThat(result).isCompleted();
    }
}
