package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.PICTURE;
import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.key;
import static io.github.camelflux.client.DrivenClient.limits;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static io.github.camelflux.http.ScriptedTransport.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.ClientLimits;
import io.github.camelflux.FailedImage;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.http.ScriptedTransport.Sent;
import io.github.camelflux.ledger.Spending;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bringing home the images of a task with several, or those that came within its answer. */
class SeveralImagesTest {
    @TempDir
    Path directory;

    private final Spending spending = Spending.unlimited();
    private DrivenClient driven;

    @BeforeEach
    void connect() {
        driven = DrivenClient.atRunware(directory, settings -> settings.spending(spending))
                .deliveringAll();
        driven.network.always(Kind.SUBMIT, RunwareReplies::acknowledged);
        driven.network.always(Kind.POLL, call -> ready(call, "a", "b", "c"));
    }

    private static HttpOutcome ready(Sent call, String... images) {
        String task = RunwareReplies.tasks(call).get(0);
        return reply(
                200,
                Arrays.stream(images)
                        .map(image -> RunwareReplies.image(task, image))
                        .collect(Collectors.joining(",", "{\"data\":[", "]}")));
    }

    private CompletableFuture<ImageResult> generateThree() {
        ImageRequest three =
                ImageRequest.ultra().prompt("A pier").numberResults(3).build();
        return driven.client.generate(three, key("k"));
    }

    private static boolean isFor(Sent call, String image) {
        return call.address().getPath().endsWith("/" + image + ".jpg");
    }

    private void download(String image, HttpOutcome outcome) {
        driven.network.always(Kind.DOWNLOAD, call -> isFor(call, image) ? outcome : call.deliver(PICTURE));
    }

    @Test
    void bringsAllHomeInTheirOrder() {
        CompletableFuture<ImageResult> result = generateThree();
        driven.advance("5S");

        assertThat(result.join().images())
                .extracting(image -> image.remote().id())
                .containsExactly("a", "b", "c");
        assertThat(driven.files())
                .containsExactlyInAnyOrderElementsOf(result.join().images().stream()
                        .map(GeneratedImage::file)
                        .toList());
        assertThat(driven.network.calls(Kind.DOWNLOAD))
                .allSatisfy(call -> assertThat(call.headers()).isEmpty());
        assertThat(spending.committed()).isEqualByComparingTo("0.18");
    }

    @Test
    void losesNoOthersForOneThatIsNotToBeHad() {
        download("b", tooLarge());

        CompletableFuture<ImageResult> result = generateThree();
        driven.advance("5S");

        assertThat(result.join().images())
                .extracting(image -> image.remote().id())
                .containsExactly("a", "c");
        assertThat(result.join().failures()).singleElement().satisfies(failed -> {
            assertThat(failed.message()).contains("maxImageSize").doesNotContain("CANARY");
            assertThat(failed.remote().id()).isEqualTo("b");
            assertThat(failed.toString()).doesNotContain("CANARY");
        });
        assertThat(result.join().cost().dollars()).isEqualByComparingTo("0.18");
    }

    @Test
    void failsWhenNoneIsToBeHad() {
        driven.network.always(Kind.DOWNLOAD, tooLarge());

        CompletableFuture<ImageResult> result = generateThree();
        driven.advance("5S");

        failure(result, Untrusted.class);
        assertThat(driven.files()).isEmpty();
    }

    @Test
    void failsForOneThatMayBeHadLaterAndLeavesNoFiles() {
        download("c", DrivenClient.broken());

        CompletableFuture<ImageResult> result = generateThree();
        driven.advance("1M");

        assertThat(failure(result, TimedOut.class).ticket()).isPresent();
        assertThat(driven.files()).isEmpty();
        driven.deliveringAll();
        CompletableFuture<ImageResult> again = generateThree();
        driven.advance("5S");
        assertThat(again.join().images()).hasSize(3);
        assertThat(driven.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void leavesNoFilesOfABatchThatIsCancelled(int home) {
        CompletableFuture<ImageResult> result = generateThree();
        driven.whenDownloaded(() -> {
            if (driven.files().size() == home) {
                result.cancel(true);
            }
        });

        driven.advance("5S");

        assertThat(result).isCancelled();
        assertThat(driven.files()).isEmpty();
    }

    @Test
    void findsTheFreshAddressOfTheSameImageInAnotherOrder() {
        driven.network.next(Kind.POLL, call -> ready(call, "a", "b", "c"));
        driven.network.always(Kind.POLL, call -> ready(call, "c", "b", "a"));
        driven.network.next(Kind.DOWNLOAD, reply(403, ""));

        CompletableFuture<ImageResult> result = generateThree();
        driven.advance("5S");

        assertThat(result.join().images())
                .extracting(image -> image.remote().id())
                .containsExactly("a", "b", "c");
        assertThat(driven.network.calls(Kind.DOWNLOAD))
                .extracting(call -> call.address().getPath().replaceAll(".*/|\\.jpg", ""))
                .containsExactly("a", "a", "b", "c");
    }

    @Test
    void countsAnExpiredImageAmongTheFailures() {
        download("b", reply(403, ""));

        CompletableFuture<ImageResult> result = generateThree();
        driven.advance("5S");

        assertThat(result.join().failures())
                .extracting(FailedImage::message)
                .singleElement()
                .asString()
                .contains("works no longer");
        assertThat(result.join().images()).hasSize(2);
    }

    @Test
    void reportsThatTheOnlyImageHasExpired() {
        driven.network.always(Kind.POLL, RunwareReplies::ready);
        driven.network.always(Kind.DOWNLOAD, reply(403, ""));

        CompletableFuture<ImageResult> result = driven.generate("k");
        driven.advance("5S");

        assertThat(failure(result, GenerationFailed.class).reason()).isEqualTo(GenerationFailed.Reason.EXPIRED);
    }

    // ---- within the answer

    private CompletableFuture<ImageResult> generateInline(byte[] content, String field, String prefix) {
        driven.network.always(
                Kind.POLL,
                call -> reply(
                        200,
                        "{\"data\":[{\"taskUUID\":\""
                                + RunwareReplies.tasks(call).get(0) + "\",\"imageUUID\":\"i\",\""
                                + field + "\":\"" + prefix
                                + Base64.getEncoder().encodeToString(content) + "\",\"cost\":0.06}]}"));
        ImageRequest inline =
                ImageRequest.ultra().prompt("A pier").outputType("base64Data").build();
        return driven.client.generate(inline, key("k"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"imageBase64Data,", "imageDataURI,data:image/jpeg;base64\\u002c"})
    void writesWhatCameWithinTheAnswer(String form) {
        String[] parts = form.split(",");
        CompletableFuture<ImageResult> result = generateInline(PICTURE, parts[0], parts.length == 1 ? "" : parts[1]);
        driven.advance("5S");

        assertThat(result.join().image().file()).hasBinaryContent(PICTURE);
        assertThat(result.join().image().remote().content()).isNull();
        assertThat(driven.calls(Kind.DOWNLOAD)).isZero();
        assertThat(driven.events).contains("downloaded JPEG");
    }

    @Test
    void takesNothingFromAnAnswerThatIsNoImage() {
        CompletableFuture<ImageResult> result = generateInline("<html>".getBytes(), "imageBase64Data", "");
        driven.advance("10S");

        failure(result, Untrusted.class);
        assertThat(driven.files()).isEmpty();
    }

    @Test
    void takesNoLargerImageFromAnAnswerThanFromAnAddress() {
        ClientLimits usual = limits(1, 1, Duration.ofMinutes(1));
        driven = DrivenClient.atRunware(
                directory,
                settings -> settings.limits(new ClientLimits(
                        1,
                        1,
                        usual.queueTimeout(),
                        usual.requestTimeout(),
                        usual.downloadTimeout(),
                        PICTURE.length - 1)));
        driven.network.always(Kind.SUBMIT, RunwareReplies::acknowledged);

        CompletableFuture<ImageResult> result = generateInline(PICTURE, "imageBase64Data", "");
        driven.advance("5S");

        assertThat(failure(result, Untrusted.class)).hasMessageContaining("maxImageSize");
    }

    @Test
    void chargesTheListPriceForEachImageWhenNobodyTellsTheCost() {
        driven.network.always(Kind.POLL, call -> {
            HttpOutcome.Reply told = (HttpOutcome.Reply) ready(call, "a", "b");
            return reply(200, new String(told.body()).replace("0.06", "0"));
        });
        ImageRequest two =
                ImageRequest.ultra().prompt("A pier").numberResults(2).build();

        CompletableFuture<ImageResult> result = driven.client.generate(two, key("k"));
        driven.advance("5S");

        assertThat(result.join().cost().dollars()).isEqualByComparingTo(new BigDecimal("0.12"));
        assertThat(spending.committed()).isEqualByComparingTo("0.12");
    }
}
