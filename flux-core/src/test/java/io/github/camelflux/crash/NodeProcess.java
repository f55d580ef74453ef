package io.github.camelflux.crash;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link Node} in a process of its own, which can be killed and stopped as an operating system does it. */
final class NodeProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final BufferedWriter orders;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    /** Keeps the node stopped for as long as its input is open; null while the node runs. */
    private @Nullable Process stopper;

    private NodeProcess(Process process) {
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.reader = new Thread(this::read, "node-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a node and waits until it takes orders. */
    static NodeProcess start(Node.Settings settings) {
        NodeProcess node = launch(settings);
        node.await("READY");
        return node;
    }

    private static NodeProcess launch(Node.Settings settings) {
        try {
            Files.createDirectories(settings.downloads());
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xshare:auto",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Node.class.getName()));
            command.addAll(settings.arguments());
            return new NodeProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("UNREADABLE " + e);
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    void order(String line) {
        try {
            orders.write(line + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The node takes no order: " + lines(), e);
        }
    }

    /** What it has said so far, and its errors. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized List<String> lines(String beginning) {
        return lines.stream().filter(line -> line.startsWith(beginning)).toList();
    }

    /** Waits until it has said something. */
    String await(String beginning) {
        return await(beginning, 1).get(0);
    }

    /** Waits until it has said something so often. */
    synchronized List<String> await(String beginning, int times) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (lines(beginning).size() < times) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || left <= 0) {
                throw new AssertionError("The node has " + (ended ? "ended" : "not said in time") + " '" + beginning
                        + "' " + times + " times: " + lines);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return lines(beginning);
    }

    /** Waits for so long, or less if it ends. */
    void let(Duration time) throws InterruptedException {
        process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** As {@code kill -9}; all that it has said is known afterwards. */
    void kill() {
        try {
            goOn();
            process.destroyForcibly().waitFor();
            reader.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@code kill -STOP}: it does nothing from now on, and does not know. It goes on when this process ends, too. */
    void stop() {
        String script = "kill -STOP \"$1\" && echo stopped && read -r end; kill -CONT \"$1\"";
        try {
            stopper = new ProcessBuilder("sh", "-c", script, "sh", Long.toString(process.pid()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (stopper.getInputStream().read() < 0) {
                throw new IllegalStateException("The node could not be stopped");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -CONT}, if it was stopped. */
    void goOn() {
        if (stopper == null) {
            return;
        }
        try {
            stopper.getOutputStream().close();
            stopper.waitFor();
            stopper = null;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
