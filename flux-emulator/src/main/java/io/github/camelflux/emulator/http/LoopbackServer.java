package io.github.camelflux.emulator.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers HTTP/1.1 on 127.0.0.1 and nowhere else, with a daemon thread for each connection.
 *
 * <p>The handler is called on many threads at once and may block.
 */
public final class LoopbackServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LoopbackServer.class.getName());
    private static final int BACKLOG = 1024;
    private static final int PAUSE_MILLIS = 50;

    private final ServerSocket listener;
    private final Function<Request, Reply> handler;
    private final ExecutorService threads;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);

    private LoopbackServer(ServerSocket listener, Function<Request, Reply> handler) {
        this.listener = listener;
        this.handler = handler;
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread =
                    new Thread(task, "flux-emulator-" + listener.getLocalPort() + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Listens at once.
     *
     * @param port 0 for a free one
     * @throws UncheckedIOException if the port is taken
     */
    public static LoopbackServer start(int port, Function<Request, Reply> handler) {
        try {
            ServerSocket listener =
                    new ServerSocket(port, BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            LoopbackServer server = new LoopbackServer(listener, handler);
            server.threads.execute(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (closing.getCount() > 0) {
            Socket accepted = null;
            try {
                Socket socket = listener.accept();
                accepted = socket;
                open.add(socket);
                if (closing.getCount() == 0) {
                    socket.close(); // close() may have looked at the open ones before this one was among them
                }
                threads.execute(() -> serve(socket));
            } catch (IOException | RejectedExecutionException | OutOfMemoryError e) {
                // Threads or descriptors have run out: the clients at work give some back.
                drop(accepted);
                pause(e);
            }
        }
    }

    private void drop(@Nullable Socket socket) {
        if (socket != null) {
            closeQuietly(socket);
            open.remove(socket);
        }
    }

    /** Without it the acceptor would fail again at once, and again, at the cost of a whole processor. */
    private void pause(Throwable reason) {
        if (closing.getCount() == 0) {
            return;
        }
        LOG.log(Level.WARNING, () -> "Cannot take a connection, going on in " + PAUSE_MILLIS + " ms", reason);
        try {
            closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket socket) {
        try {
            new Connection(socket, handler, closing).run();
        } finally {
            open.remove(socket);
        }
    }

    /** Frees the port, breaks off every connection and waits up to five seconds for the threads to end. */
    @Override
    public void close() {
        closing.countDown();
        closeQuietly(listener);
        threads.shutdownNow();
        open.forEach(LoopbackServer::closeQuietly);
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // Nothing is left to be done with a socket that cannot be closed.
        }
    }
}
