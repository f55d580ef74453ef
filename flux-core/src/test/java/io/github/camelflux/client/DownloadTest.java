package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.PICTURE;
import static io.github.camelflux.client.DrivenClient.SAMPLE;
import static io.github.camelflux.client.DrivenClient.broken;
import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.ready;
import static io.github.camelflux.client.DrivenClient.status;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.ImageResult;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.image.SamplePictures;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching an image that was paid for, from wherever an answer says. */
class DownloadTest {
    private static final byte[] HALF = Arrays.copyOf(PICTURE, PICTURE.length / 2);

    @TempDir
    Path directory;

    private DrivenClient driven;

    @BeforeEach
    void finishAtOnce() {
        driven = new DrivenClient(directory).acceptingAll();
        driven.network.always(Kind.POLL, ready());
    }

    private CompletableFuture<ImageResult> result() {
        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("1S");
        return result;
    }

    private List<String> downloads() {
        return driven.network.calls(Kind.DOWNLOAD).stream()
                .map(call -> call.address().toString())
                .toList();
    }

    @Test
    void leavesOneFileWithTheEndingOfItsFormat() {
        byte[] png = SamplePictures.png(8, 8, 1);
        driven.network.always(Kind.DOWNLOAD, sent -> sent.deliver(png));

        ImageResult result = result().join();

        assertThat(driven.files()).containsExactly(result.image().file());
        assertThat(result.image().file()).hasExtension("png").hasBinaryContent(png);
        assertThat(result.image().file().getFileName().toString()).doesNotContain("sample");
    }

    @Test
    void fetchesATruncatedImageOnceMore() {
        driven.network.next(Kind.DOWNLOAD, sent -> sent.deliver(HALF));
        driven.network.next(Kind.DOWNLOAD, sent -> sent.deliver(PICTURE));

        CompletableFuture<ImageResult> result = result();
        driven.advance("1S");

        assertThat(result).isCompleted();
        assertThat(driven.files()).hasSize(1);
    }

    @Test
    void doesNotTrustABodyThatIsTwiceNoImageAndSaysWhereItWas() {
        driven.network.always(Kind.DOWNLOAD, sent -> sent.deliver("<html>CANARY</html>".getBytes()));

        CompletableFuture<ImageResult> result = result();
        driven.advance("10S");

        Untrusted untrusted = failure(result, Untrusted.class);
        assertThat(untrusted).hasMessageContaining("HTML");
        assertThat(untrusted.address()).contains(URI.create(SAMPLE));
        assertThat(untrusted.ticket()).isPresent();
        assertThat(downloads()).hasSize(2);
        assertThat(driven.files()).isEmpty();
    }

    @Test
    void refusesAnImageThatIsTooLargeAtOnceAndSaysWhereItIs() {
        driven.network.always(Kind.DOWNLOAD, ScriptedTransport.tooLarge());

        Untrusted untrusted = failure(result(), Untrusted.class);

        assertThat(untrusted).hasMessageContaining("maxImageSize");
        assertThat(untrusted.address()).contains(URI.create(SAMPLE));
        assertThat(downloads()).hasSize(1);
        assertThat(driven.files()).isEmpty();
    }

    @Test
    void asksForAFreshAddressWhenOneHasExpired() {
        String fresh = SAMPLE.replace("results/1", "results/2");
        driven.network.next(Kind.POLL, ready(), ready(fresh, ""));
        driven.network.next(Kind.DOWNLOAD, reply(403, "<Error>AuthenticationFailed</Error>"));
        driven.network.next(Kind.DOWNLOAD, sent -> sent.deliver(PICTURE));

        CompletableFuture<ImageResult> result = result();

        assertThat(result).isCompleted();
        assertThat(downloads()).containsExactly(SAMPLE, fresh);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 410})
    void reportsAnImageWhoseFreshAddressDoesNotWorkEither(int code) {
        driven.network.always(Kind.DOWNLOAD, reply(code, "gone"));

        GenerationFailed expired = failure(result(), GenerationFailed.class);

        assertThat(expired.reason()).isEqualTo(GenerationFailed.Reason.EXPIRED);
        assertThat(downloads()).hasSize(2);
        assertThat(driven.calls(Kind.POLL)).isEqualTo(2);
        assertThat(driven.files()).isEmpty();
    }

    @Test
    void reportsAnImageThatTheProviderNoLongerHas() {
        driven.network.next(Kind.POLL, ready(), status("Task not found"));
        driven.network.always(Kind.DOWNLOAD, reply(403, "gone"));

        assertThat(failure(result(), GenerationFailed.class).reason()).isEqualTo(GenerationFailed.Reason.EXPIRED);
    }

    @Test
    void doesNotGiveAnImageUpBecauseTheQuestionForAFreshAddressGotNoAnswer() {
        driven.network.next(Kind.POLL, ready(), broken());
        driven.network.next(Kind.DOWNLOAD, reply(403, "expired"));
        driven.network.always(Kind.DOWNLOAD, sent -> sent.deliver(PICTURE));

        TimedOut timedOut = failure(result(), TimedOut.class);

        assertThat(driven.client.task(timedOut.ticket().orElseThrow()).images(TaskOptions.DEFAULT_TIMEOUT))
                .isCompleted();
    }

    @Test
    void triesAgainAfterFailuresOfTheNetwork() {
        driven.network.next(Kind.DOWNLOAD, broken(), DrivenClient.notSent(), reply(500, ""));
        driven.network.always(Kind.DOWNLOAD, sent -> sent.deliver(PICTURE));

        CompletableFuture<ImageResult> result = result();
        driven.advance("30S");

        assertThat(result).isCompleted();
        assertThat(downloads()).hasSize(4);
    }

    @Test
    void keepsTheTicketOfAnImageThatCannotBeFetched() {
        driven.network.always(Kind.DOWNLOAD, broken());

        CompletableFuture<ImageResult> result = result();
        driven.advance("1M");

        assertThat(failure(result, TimedOut.class).ticket()).isPresent();
        assertThat(downloads()).hasSize(4);
        driven.network.always(Kind.DOWNLOAD, sent -> sent.deliver(PICTURE));
        assertThat(driven.generate("k")).isCompleted();
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void beginsNoAttemptShortlyBeforeTheAddressExpires() {
        driven.network.always(Kind.POLL, ready("https://delivery.bfl.ai/a?se=2026-11-21T12%3A00%3A20Z&sig=CANARY", ""));
        driven.network.next(Kind.DOWNLOAD, broken(), broken(), broken(), broken());
        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("6S");

        failure(result, TimedOut.class);

        assertThat(downloads()).hasSizeBetween(2, 4);
    }

    @Test
    void survivesAnExpiryBeforeTheBeginningOfTime() {
        driven.network.always(
                Kind.POLL, ready("https://delivery.bfl.ai/a?se=-1000000000-01-01T00:00:00Z&sig=CANARY", ""));
        driven.network.next(Kind.DOWNLOAD, broken());
        driven.network.always(Kind.DOWNLOAD, sent -> sent.deliver(PICTURE));

        CompletableFuture<ImageResult> result = result();
        driven.advance("1S");

        assertThat(result).isCompleted();
    }

    @Test
    void followsRedirectsHopByHop() {
        driven.network.next(
                Kind.DOWNLOAD,
                reply(302, "", "Location", "/moved?sig=CANARY"),
                reply(307, "", "Location", "https://cdn.example/a"),
                reply(308, "", "Location", "b"));
        driven.network.next(Kind.DOWNLOAD, sent -> sent.deliver(PICTURE));

        assertThat(result()).isCompleted();

        assertThat(downloads())
                .containsExactly(
                        SAMPLE,
                        "https://delivery.eu2.bfl.ai/moved?sig=CANARY",
                        "https://cdn.example/a",
                        "https://cdn.example/b");
        assertThat(driven.network.calls(Kind.DOWNLOAD))
                .allSatisfy(call -> assertThat(call.headers()).isEmpty());
    }

    @Test
    void followsNoMoreThanThreeRedirects() {
        driven.network.always(Kind.DOWNLOAD, reply(302, "", "Location", "https://cdn.example/CANARY"));

        assertThat(failure(result(), Untrusted.class).address()).contains(URI.create(SAMPLE));
        assertThat(downloads()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://cdn.example/a",
                "https://inner.example/a",
                "https://user@cdn.example/a",
                "ftp://cdn.example/a",
                "file:///etc/passwd",
                "//inner.example/a",
                "http://127.0.0.1/a",
                "not a uri"
            })
    void checksWhereARedirectLeads(String location) throws UnknownHostException {
        driven.hosts.put("inner.example", InetAddress.getByName("10.0.0.1"));
        driven.network.next(Kind.DOWNLOAD, reply(302, "", "Location", location));

        // Wherever a redirect led, the address that was paid for is the one to keep.
        assertThat(failure(result(), Untrusted.class).address()).contains(URI.create(SAMPLE));

        assertThat(downloads()).allMatch(SAMPLE::equals);
        assertThat(driven.files()).isEmpty();
    }

    @Test
    void doesNotFollowARedirectWithoutAnAddress() {
        driven.network.always(Kind.DOWNLOAD, reply(302, ""));

        failure(result(), Untrusted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://delivery.bfl.ai/a",
                "https://inner.example/a",
                "https://mixed.example/a",
                "https://user:word@delivery.bfl.ai/a",
                "http://127.0.0.1/a",
                "http://localhost/a",
                "ftp://delivery.bfl.ai/a"
            })
    void neverCallsAnAddressThatLeadsInside(String sample) throws UnknownHostException {
        driven.hosts.put("inner.example", InetAddress.getByName("169.254.169.254"));
        driven.hosts.put("mixed.example", InetAddress.getByName("fd00::1"));
        driven.network.always(Kind.POLL, ready(sample + "?sig=CANARY", ""));

        Untrusted untrusted = failure(result(), Untrusted.class);

        assertThat(untrusted.address()).contains(URI.create(sample + "?sig=CANARY"));
        assertThat(untrusted.getMessage()).doesNotContain("word");
        assertThat(untrusted.ticket()).isPresent();
        assertThat(downloads()).isEmpty();
    }

    @Test
    void fetchesFromAConfiguredLoopbackAndFromNoOtherPort() {
        driven = new DrivenClient(directory, settings -> settings.baseUrl(URI.create("http://127.0.0.1:8787")))
                .deliveringAll();
        driven.network.always(
                Kind.SUBMIT, reply(200, "{\"id\":\"t\",\"polling_url\":\"http://127.0.0.1:8787/v1/get_result?id=t\"}"));
        driven.network.next(Kind.POLL, ready("http://127.0.0.1:8788/a", ""), ready("http://127.0.0.1:8787/a", ""));

        CompletableFuture<ImageResult> otherPort = driven.generate("a");
        driven.advance("1S");
        failure(otherPort, Untrusted.class);
        CompletableFuture<ImageResult> samePort = driven.generate("b");
        driven.advance("1S");

        assertThat(samePort).isCompleted();
    }

    @Test
    void takesAHostWithoutAnyAddressForUnknown() {
        driven = new DrivenClient(directory).acceptingAll().deliveringAll();
        ClientResources resources = ClientResources.builder()
                .downloadDirectory(directory)
                .resolver(host -> List.of())
                .build(driven.network, driven.time, Runnable::run, Runnable::run);
        FluxClient client = FluxClient.builder(ApiKey.of(Provider.BFL, "k"))
                .resources(resources)
                .pollSchedule(PollSchedule.every(Duration.ofSeconds(1)))
                .build();
        driven.network.always(Kind.POLL, ready());

        CompletableFuture<ImageResult> result = client.generate(DrivenClient.request("A pier"));
        driven.advance("1M");

        failure(result, TimedOut.class);
        assertThat(downloads()).isEmpty();
    }

    @Test
    void givesUpTheConnectionOfACancelledDownloadAndLeavesNoFile() {
        CompletableFuture<ImageResult> result = result();
        assertThat(downloads()).hasSize(1);

        result.cancel(true);

        assertThat(driven.network.calls(Kind.DOWNLOAD).get(0).outcome()).isCancelled();
        driven.advance("10M");
        assertThat(downloads()).hasSize(1);
        assertThat(driven.files()).isEmpty();
        assertThat(driven.time.waiting()).isZero();
    }

    @Test
    void deletesAnImageThatArrivesAfterItsCallerHasGone() {
        // The listener hears of an image when it is in place and its caller has not been told.
        AtomicReference<CompletableFuture<ImageResult>> result = new AtomicReference<>();
        driven.whenDownloaded(() -> result.get().cancel(true));
        driven.deliveringAll();
        result.set(driven.generate("k"));
        driven.advance("1S");

        assertThat(result.get()).isCancelled();
        assertThat(driven.events).contains("downloaded JPEG");
        assertThat(driven.files()).isEmpty();
    }

    @Test
    void dropsTheTimerOfACancelledRetry() {
        driven.network.next(Kind.DOWNLOAD, broken());
        CompletableFuture<ImageResult> result = result();

        result.cancel(true);
        driven.advance("10M");

        assertThat(downloads()).hasSize(1);
        assertThat(driven.time.waiting()).isZero();
    }
}
