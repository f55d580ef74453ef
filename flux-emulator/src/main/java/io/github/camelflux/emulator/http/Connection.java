package io.github.camelflux.emulator.http;

import io.github.camelflux.emulator.http.Cut.Ending;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One client's connection: requests in, answers out, as long as both sides want. */
final class Connection implements Runnable {
    private static final Logger LOG = System.getLogger(Connection.class.getName());
    private static final int BUFFER = 64 * 1024;
    private static final int LINGER_MILLIS = 500;
    private static final long MAX_READ_AWAY = 128L * 1024 * 1024;

    private final Socket socket;
    private final Function<Request, Reply> handler;
    private final CountDownLatch closing;

    /** @param closing released when the server closes, so that an answer held back does not outlive it */
    Connection(Socket socket, Function<Request, Reply> handler, CountDownLatch closing) {
        this.socket = socket;
        this.handler = handler;
        this.closing = closing;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
            serve(new RequestReader(in, out), in, out);
        } catch (IOException e) {
            LOG.log(Level.TRACE, "The client has gone", e);
        } catch (InterruptedException e) {
            LOG.log(Level.TRACE, "The server closes", e);
        }
    }

    private void serve(RequestReader reader, InputStream in, OutputStream out)
            throws IOException, InterruptedException {
        try {
            boolean open = true;
            for (Request request = reader.next(); open && request != null; request = open ? reader.next() : null) {
                Reply reply = handle(request);
                closing.await(reply.delay().toNanos(), TimeUnit.NANOSECONDS);
                open = request.keepAlive() && reply.cut() == null;
                boolean bodiless = request.method().equals("HEAD") || reply.status() == 204 || reply.status() == 304;
                send(reply, open, !bodiless, out);
                end(reply.cut(), in);
            }
        } catch (RequestReader.Unreadable e) {
            send(Reply.text(e.status, "text/plain", e.getMessage()), false, true, out);
            readAway(in);
        }
    }

    /**
     * Closing a connection with bytes unread resets it, and the reset may overtake the answer: so the client first
     * gets some time to send the rest.
     */
    private void readAway(InputStream in) throws IOException {
        socket.shutdownOutput();
        socket.setSoTimeout(LINGER_MILLIS);
        byte[] rest = new byte[BUFFER];
        long left = MAX_READ_AWAY;
        for (int read = in.read(rest); read >= 0 && left > 0; read = in.read(rest)) {
            left -= read;
        }
    }

    private Reply handle(Request request) {
        try {
            return handler.apply(request);
        } catch (RuntimeException e) {
            Level level = closing.getCount() > 0 ? Level.ERROR : Level.TRACE;
            LOG.log(level, () -> "No answer for " + request.method() + " " + request.path(), e);
            return Reply.text(500, "text/plain", "The emulator failed: " + e);
        }
    }

    private void send(Reply reply, boolean keepAlive, boolean withBody, OutputStream out) throws IOException {
        Cut cut = reply.cut();
        if (cut != null && cut.bodyBytes() == Cut.BEFORE_HEADERS) {
            return;
        }
        StringBuilder head =
                new StringBuilder("HTTP/1.1 ").append(reply.status()).append(" \r\n");
        reply.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        // RFC 9110 forbids it with a 204, and a fault may announce another length on purpose.
        if (reply.status() != 204 && !reply.headers().containsKey("Content-Length")) {
            head.append("Content-Length: ").append(reply.body().length()).append("\r\n");
        }
        // Only what ends is announced: a fault must not be told from a good answer before it strikes.
        head.append(keepAlive || cut != null ? "\r\n" : "Connection: close\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (withBody) {
            Pace pace = reply.pace();
            OutputStream paced = pace == null ? out : new Paced(out, pace, closing);
            reply.body().writeTo(cut == null ? paced : new Limited(paced, cut.bodyBytes()));
        }
        out.flush();
    }

    private void end(@Nullable Cut cut, InputStream in) throws IOException {
        if (cut == null) {
            return;
        }
        if (cut.ending() == Ending.STALL) {
            in.transferTo(OutputStream.nullOutputStream());
        } else if (cut.ending() == Ending.RESET) {
            socket.setSoLinger(true, 0);
        }
    }

    /** Lets the first bytes through and swallows the rest. */
    private static final class Limited extends OutputStream {
        private final OutputStream out;
        private long left;

        Limited(OutputStream out, long limit) {
            this.out = out;
            this.left = limit;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int allowed = (int) Math.min(left, length);
            out.write(bytes, offset, allowed);
            left -= allowed;
        }
    }
}
