package io.github.camelflux.crash;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Stands in the way of one request, and keeps what it has read of it: half of its body, or all. */
final class HeldRequest implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");
    private static final int BUFFER = 64 * 1024;
    private static final int PATIENCE_MILLIS = 60_000;

    private final ServerSocket listener;
    private final CompletableFuture<byte[]> held = new CompletableFuture<>();
    private volatile @Nullable Socket connection;

    private HeldRequest(ServerSocket listener, boolean whole) {
        this.listener = listener;
        Thread reader = new Thread(() -> read(whole), "held-request");
        reader.setDaemon(true);
        reader.start();
    }

    static HeldRequest wholly() {
        return listening(true);
    }

    /** Of a large request the sender has not written all then, since nobody takes it. */
    static HeldRequest half() {
        return listening(false);
    }

    private static HeldRequest listening(boolean whole) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReceiveBufferSize(BUFFER);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return new HeldRequest(listener, whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void read(boolean whole) {
        try {
            while (!held.isDone()) {
                Socket accepted = listener.accept();
                connection = accepted;
                readRequest(accepted.getInputStream(), whole).ifPresent(held::complete);
            }
        } catch (IOException e) {
            held.completeExceptionally(e);
        }
    }

    /** Empty for one that its sender has given up, as a node does that was too slow for its lease: it sends another. */
    private static Optional<byte[]> readRequest(InputStream in, boolean whole) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        while (!request.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            request.write(next);
        }
        Matcher length = LENGTH.matcher(request.toString(StandardCharsets.ISO_8859_1));
        if (!length.find()) {
            throw new IOException("A request without a length: " + request);
        }
        int wanted = Integer.parseInt(length.group(1)) / (whole ? 1 : 2);
        byte[] body = in.readNBytes(wanted);
        request.writeBytes(body);
        return body.length < wanted ? Optional.empty() : Optional.of(request.toByteArray());
    }

    void awaitHeld() {
        held.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
    }

    /** Lets it go on its way, though whoever has sent it may be gone, and waits for what is answered. */
    void forward(URI server) {
        try (Socket onwards = new Socket(server.getHost(), server.getPort())) {
            onwards.setSoTimeout(PATIENCE_MILLIS);
            onwards.getOutputStream().write(held.join());
            onwards.shutdownOutput();
            onwards.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            Socket open = connection;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
