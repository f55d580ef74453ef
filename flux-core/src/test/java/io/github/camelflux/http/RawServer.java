package io.github.camelflux.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on a free loopback port that does on each connection what a test says, byte by byte. */
final class RawServer implements AutoCloseable {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    private final ServerSocket server;
    private final Script script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    private RawServer(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    /** What happens on a connection; it is closed afterwards. */
    @FunctionalInterface
    interface Script {
        void serve(Connection connection) throws Exception;
    }

    static RawServer serving(Script script) throws IOException {
        RawServer server = new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
        start(server::accept);
        return server;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    int connections() {
        return connections.get();
    }

    /** The requests that arrived with their whole body. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.serve(new Connection(socket));
        } catch (Exception e) {
            // The client went away, as many tests want it to.
        }
    }

    private static void start(Runnable action) {
        Thread thread = new Thread(action, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** One accepted connection. */
    final class Connection {
        private final Socket socket;

        private Connection(Socket socket) {
            this.socket = socket;
        }

        Socket socket() {
            return socket;
        }

        /** Reads one request with its body. */
        String read() throws IOException {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("The client closed the connection");
                }
                head.write(next);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            byte[] body = in.readNBytes(contentLength(text));
            if (body.length < contentLength(text)) {
                throw new IOException("The client cut its body short");
            }
            String request = text + new String(body, StandardCharsets.UTF_8);
            requests.add(request);
            return request;
        }

        private int contentLength(String head) {
            for (String line : head.split("\r\n")) {
                if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                    return Integer.parseInt(line.substring(15).strip());
                }
            }
            return 0;
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Says that there is a tunnel to another port of this machine, and is one until either side has ended. */
        void tunnelTo(int port) throws IOException {
            try (Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
                write("HTTP/1.1 200 OK\r\n\r\n");
                start(() -> {
                    try {
                        far.getInputStream().transferTo(socket.getOutputStream());
                    } catch (IOException e) {
                        // The other direction ends too.
                    }
                });
                socket.getInputStream().transferTo(far.getOutputStream());
            }
        }

        /** Lets the close send a reset in place of an orderly end. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
        }

        /** Says nothing until the test closes the server. */
        void stall() throws InterruptedException {
            closed.await(60, TimeUnit.SECONDS);
        }

        /** Waits until the client gives the connection up. */
        void awaitClientsEnd() throws IOException {
            socket.setSoTimeout(30_000);
            while (socket.getInputStream().read() >= 0) {
                // Whatever still comes.
            }
        }
    }
}
