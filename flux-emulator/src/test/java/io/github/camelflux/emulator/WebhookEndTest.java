package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of webhooks after a reset or the end, whatever was under way: nothing. */
@Timeout(30)
class WebhookEndTest {
    private static final Duration A_MOMENT = Duration.ofMillis(100);

    private final TestClock clock = new TestClock();

    enum End {
        RESET,
        CLOSE;

        void of(FluxEmulator emulator) {
            if (this == RESET) {
                emulator.reset();
            } else {
                emulator.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsCalledAfterIt(End end) throws Exception {
        try (WebhookReceiver receiver = WebhookReceiver.start();
                FluxEmulator emulator = new FluxEmulator(FluxEmulator.builder(), clock)) {
            submit(emulator, receiver.url());

            end.of(emulator);

            clock.pass(Duration.ofMinutes(1));
            receiver.isNotCalledFor(A_MOMENT);
            assertThat(emulator.ledger().deliveries()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsCalledAgainAfterIt(End end) throws Exception {
        try (WebhookReceiver receiver = WebhookReceiver.start();
                FluxEmulator emulator = new FluxEmulator(FluxEmulator.builder(), clock)) {
            receiver.answer(500);
            submit(emulator, receiver.url());
            clock.pass(Duration.ofSeconds(1));
            receiver.next();
            await(() -> emulator.ledger().deliveries().size() == 1);

            end.of(emulator);

            clock.pass(Duration.ofMinutes(1));
            receiver.isNotCalledFor(A_MOMENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatWaitsForAnotherTasksIsForgotten(End end) throws Exception {
        try (WebhookReceiver receiver = WebhookReceiver.start();
                FluxEmulator emulator = new FluxEmulator(FluxEmulator.builder(), clock)) {
            emulator.nextTask(TaskScript.ready().webhookAfterAnother());
            submit(emulator, receiver.url());
            clock.pass(Duration.ofSeconds(1));
            receiver.isNotCalledFor(A_MOMENT);

            end.of(emulator);

            if (end == End.RESET) {
                submit(emulator, receiver.url());
                clock.pass(Duration.ofSeconds(1));
                receiver.next();
            }
            receiver.isNotCalledFor(A_MOMENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatIsUnderWayIsBrokenOffAndNotEntered(End end) throws Exception {
        try (ServerSocket receiver = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FluxEmulator emulator = new FluxEmulator(FluxEmulator.builder(), clock)) {
            submit(emulator, "http://127.0.0.1:" + receiver.getLocalPort() + "/hook");
            clock.pass(Duration.ofSeconds(1));
            try (Socket call = receiver.accept()) {
                assertThat(call.getInputStream().read()).isEqualTo('P');

                end.of(emulator);

                call.setSoTimeout(10_000);
                readToTheEnd(call.getInputStream());
            }
            clock.pass(Duration.ofMinutes(5));
            assertThat(emulator.ledger().deliveries()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSubmitThatWaitsForItsCallIsNotHeldUp(End end) throws Exception {
        try (WebhookReceiver receiver = WebhookReceiver.start();
                FluxEmulator emulator = new FluxEmulator(FluxEmulator.builder(), clock)) {
            receiver.fallSilent();
            emulator.nextTask(TaskScript.ready().webhookBeforeAnswer());
            CompletableFuture<Void> submit =
                    CompletableFuture.runAsync(() -> submitToWhatMayEnd(emulator, receiver.url()));
            receiver.next();

            end.of(emulator);

            submit.get(10, TimeUnit.SECONDS);
            assertThat(emulator.ledger().deliveries()).isEmpty();
        }
    }

    /** Looks at the clock when a call is due, and again when it begins. */
    @ParameterizedTest
    @CsvSource({"RESET, 1", "RESET, 2", "CLOSE, 1", "CLOSE, 2"})
    void aCallThatIsAboutToBeginIsForgottenToo(End end, int look) throws Exception {
        AtomicInteger looks = new AtomicInteger();
        try (WebhookReceiver receiver = WebhookReceiver.start();
                FluxEmulator emulator = endingAt(
                        () -> isForWebhooks() && looks.incrementAndGet() == look, end, new CompletableFuture<>())) {
            submitToWhatMayEnd(emulator, receiver.url());

            await(() -> looks.get() >= look);
            receiver.isNotCalledFor(A_MOMENT);
            assertThat(emulator.ledger().deliveries()).isEmpty();
        }
    }

    /** Looks at the clock between an answer and its entry; another one may be entered while it closes, and none later. */
    @ParameterizedTest
    @EnumSource
    void aCallThatIsAboutToBeEnteredIsForgottenToo(End end) throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Integer> enteredBefore = new CompletableFuture<>();
        try (WebhookReceiver receiver = WebhookReceiver.start();
                FluxEmulator emulator =
                        endingAt(() -> isSettling() && ended.compareAndSet(false, true), end, enteredBefore)) {
            receiver.answer(500);
            submitToWhatMayEnd(emulator, receiver.url());

            int entered = enteredBefore.get(10, TimeUnit.SECONDS);
            receiver.next();
            receiver.isNotCalledFor(A_MOMENT);
            assertThat(emulator.ledger().deliveries()).hasSize(entered);
        }
    }

    private static boolean isForWebhooks() {
        return Thread.currentThread().getName().equals("flux-emulator-webhooks");
    }

    /** By the method's name: there are other looks at the clock while a call is under way. */
    private static boolean isSettling() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("settle")));
    }

    /** One that ends while somebody looks at its clock, where that is the moment. */
    private static FluxEmulator endingAt(BooleanSupplier moment, End end, CompletableFuture<Integer> entered) {
        AtomicReference<FluxEmulator> emulator = new AtomicReference<>();
        InstantSource watched = () -> {
            if (moment.getAsBoolean()) {
                end.of(emulator.get());
                entered.complete(emulator.get().ledger().deliveries().size());
            }
            return Instant.parse("2026-11-21T12:00:00Z");
        };
        emulator.set(new FluxEmulator(FluxEmulator.builder().generationTime(Duration.ZERO), watched));
        return emulator.get();
    }

    @Test
    void noThreadIsLeft() throws Exception {
        ThreadGroup threads = new ThreadGroup("emulator");
        CompletableFuture<FluxEmulator> started = new CompletableFuture<>();
        new Thread(threads, () -> started.complete(new FluxEmulator(FluxEmulator.builder(), clock))).start();
        FluxEmulator emulator = started.get();
        try (WebhookReceiver receiver = WebhookReceiver.start()) {
            submit(emulator, receiver.url());
            clock.pass(Duration.ofSeconds(1));
            await(() -> emulator.ledger().deliveries().size() == 1);
            receiver.next();
            receiver.fallSilent();
            submit(emulator, receiver.url());
            clock.pass(Duration.ofSeconds(1));
            receiver.next();
            assertThat(alive(threads)).anyMatch(name -> name.contains("webhooks"));

            emulator.close();

            // The JDK's client ends its thread when nobody has the client any more.
            await(() -> {
                System.gc();
                return alive(threads).isEmpty();
            });
            assertThat(emulator.ledger().deliveries())
                    .as("and it was not collected itself")
                    .hasSize(1);
        }
    }

    private static List<String> alive(ThreadGroup group) {
        Thread[] all = new Thread[100];
        return Stream.of(all).limit(group.enumerate(all)).map(Thread::getName).toList();
    }

    private static void readToTheEnd(InputStream call) throws IOException {
        try {
            call.readAllBytes();
        } catch (SocketException e) {
            // Reset is an end too.
        }
    }

    private static void submit(FluxEmulator emulator, String url) throws IOException, InterruptedException {
        new Client(emulator).submit("{\"webhook_url\":\"" + url + "\",\"webhook_secret\":\"s3\"}");
    }

    private static void submitToWhatMayEnd(FluxEmulator emulator, String url) {
        try {
            submit(emulator, url);
        } catch (IOException | InterruptedException e) {
            // It was closed, and the connection with it.
        }
    }

    private static void await(BooleanSupplier something) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!something.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
