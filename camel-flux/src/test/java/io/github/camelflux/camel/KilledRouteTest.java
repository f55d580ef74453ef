package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.EmulatedProvider;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.image.ImageProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A JVM with a route is killed as by {@code kill -9} while it makes an image of a file, and another one finds the file. */
class KilledRouteTest {
    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    private static final String FILE = "order-1.txt";

    @TempDir
    Path folder;

    private final List<Process> routes = new ArrayList<>();

    private static FluxEmulator emulator() {
        return FLUX.emulator();
    }

    @BeforeEach
    void putAFile() throws IOException {
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("in").resolve(FILE), "A lighthouse at dusk");
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process route : routes) {
            kill(route);
        }
    }

    private Process start(EmulatedProvider provider) throws IOException {
        Process route = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FileRoute.class.getName(),
                        folder.toString(),
                        emulator().bflUrl().toString(),
                        emulator().apiKey(),
                        emulator().runwareUrl().toString(),
                        emulator().runwareApiKey(),
                        provider.name().toLowerCase(Locale.ROOT))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        routes.add(route);
        return route;
    }

    private static void kill(Process route) throws InterruptedException {
        route.destroyForcibly();
        assertThat(route.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private void await(String what, BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + "\n" + Files.readString(folder.resolve("log")));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private boolean hasArrived(String where) {
        return Files.exists(folder.resolve(where).resolve(FILE))
                && !Files.exists(folder.resolve("in").resolve(FILE));
    }

    @Test
    void makesTheImageOfTheTaskThatWasPaidFor() throws Exception {
        makesTheImageOfTheTaskThatWasPaidFor(EmulatedProvider.BFL);
    }

    @Test
    @Tag("full")
    void makesTheImageOfTheRunwareTaskThatWasPaidFor() throws Exception {
        makesTheImageOfTheTaskThatWasPaidFor(EmulatedProvider.RUNWARE);
    }

    private void makesTheImageOfTheTaskThatWasPaidFor(EmulatedProvider provider) throws Exception {
        emulator().nextTask(provider, TaskScript.ready().taking(Duration.ofSeconds(3)));
        Process first = start(provider);
        await("a poll", () -> emulator().requests().size() > 2);
        kill(first);

        start(provider);
        await("an image", () -> hasArrived("out"));

        assertThat(ImageProbe.of(folder.resolve("out").resolve(FILE)).width()).isEqualTo(2752);
        assertThat(emulator().ledger().charges()).hasSize(1);
    }

    @Test
    @Tag("full")
    void saysThatABflTaskIsInDoubtWhoseAnswerWasNotReadAndNeverSubmitsItAgain() throws Exception {
        emulator().next(Step.SUBMIT, Fault.stall());
        Process first = start(EmulatedProvider.BFL);
        await("a charge", () -> emulator().ledger().charges().size() == 1);
        kill(first);

        start(EmulatedProvider.BFL);
        await("a failure", () -> hasArrived("failed"));

        assertThat(folder.resolve("failed").resolve(FILE)).hasContent("InDoubt");
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    @Tag("full")
    void findsARunwareTaskWhoseAnswerWasNotRead() throws Exception {
        emulator().next(EmulatedProvider.RUNWARE, Step.SUBMIT, Fault.stall());
        Process first = start(EmulatedProvider.RUNWARE);
        await("a charge", () -> emulator().ledger().charges().size() == 1);
        kill(first);

        start(EmulatedProvider.RUNWARE);
        await("an image", () -> hasArrived("out"));

        assertThat(emulator().ledger().charges()).hasSize(1);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }
}
