package io.github.camelflux.examples.studio;

import io.github.camelflux.emulator.FluxEmulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The studio in a process of its own, which can be killed, stopped and interrupted. */
final class StudioProcess {
    private static final Pattern OPEN = Pattern.compile("The studio is open: http://localhost:(\\d+)");

    private StudioProcess() {}

    static Process start(FluxEmulator emulator, Path directory, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StudioApplication.class.getName(),
                "--server.port=0",
                "--studio.directory=" + directory,
                "--camel.component.flux.base-url=" + emulator.bflUrl(),
                "--camel.component.flux.api-key=" + emulator.apiKey()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Reads on afterwards, so that what it logs does not hold it up. */
    static int awaitPort(Process studio) {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        CompletableFuture.runAsync(() -> {
            try (BufferedReader log =
                    new BufferedReader(new InputStreamReader(studio.getInputStream(), StandardCharsets.UTF_8))) {
                log.lines()
                        .map(OPEN::matcher)
                        .filter(Matcher::find)
                        .forEach(open -> port.complete(Integer.valueOf(open.group(1))));
                port.completeExceptionally(new IllegalStateException("The studio has ended"));
            } catch (IOException | UncheckedIOException e) {
                port.completeExceptionally(e);
            }
        });
        return port.orTimeout(180, TimeUnit.SECONDS).join();
    }
}
