package io.github.camelflux.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A server on a free loopback port that speaks one version of TLS, and misbehaves after it has read a whole request. */
final class TlsServer implements AutoCloseable {
    /** A record of data that no key has encrypted. */
    private static final byte[] GARBAGE = Arrays.copyOf(new byte[] {23, 3, 3, 0, 64}, 5 + 64);

    private static final String PASSWORD = "changeit";

    private final ServerSocket server;
    private final SSLContext context;
    private final String version;
    private final boolean clientCertificate;
    private final After after;
    private final AtomicInteger completePosts = new AtomicInteger();

    private TlsServer(Keys keys, String version, After after, boolean clientCertificate) throws Exception {
        this.after = after;
        this.version = version;
        this.clientCertificate = clientCertificate;
        this.context = SSLContext.getInstance("TLS");
        context.init(keys.own(), keys.trusted(), null);
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    static TlsServer serving(Keys keys, String version, After after) throws Exception {
        return new TlsServer(keys, version, after, false);
    }

    static TlsServer requiringAClientCertificate(Keys keys, String version) throws Exception {
        return new TlsServer(keys, version, After.ANSWER, true);
    }

    /** What it does when it has read a request. */
    enum After {
        ANSWER,
        /** It answers as only a proxy should. */
        ASK_FOR_PROXY_CREDENTIALS,
        /** It ends the connection as TLS wants it. */
        CLOSE,
        RESET,
        /** It writes what no key has made, which the client answers by an alert. */
        GARBAGE,
        /** It wants a handshake anew with a certificate of the client's, which has none, and says so by an alert. */
        ASK_FOR_A_CERTIFICATE;

        boolean isAnAnswer() {
            return this == ANSWER || this == ASK_FOR_PROXY_CREDENTIALS;
        }

        /** From TLS 1.3 on no handshake is made anew. */
        boolean existsIn(String version) {
            return version.equals("TLSv1.2") || this != ASK_FOR_A_CERTIFICATE;
        }
    }

    int port() {
        return server.getLocalPort();
    }

    AtomicInteger completePosts() {
        return completePosts;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket plain) {
        try (plain;
                SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true)) {
            plain.setSoTimeout(20_000);
            socket.setUseClientMode(false);
            socket.setEnabledProtocols(new String[] {version});
            socket.setNeedClientAuth(clientCertificate);
            read(socket);
            completePosts.incrementAndGet();
            misbehave(socket, plain);
        } catch (IOException e) {
            // The client went away, or was sent away.
        }
    }

    private static void read(SSLSocket socket) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        while (!request.toString(StandardCharsets.ISO_8859_1).endsWith("\"}")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The client closed the connection");
            }
            request.write(next);
        }
    }

    private void misbehave(SSLSocket socket, Socket plain) throws IOException {
        switch (after) {
            case ANSWER -> answer(socket, RawServer.OK);
            case ASK_FOR_PROXY_CREDENTIALS ->
                answer(socket, RawServer.OK.replace("200 OK", "407 Proxy Authentication Required"));
            case CLOSE -> socket.close();
            case RESET -> {
                plain.setSoLinger(true, 0);
                plain.close();
            }
            case GARBAGE -> plain.getOutputStream().write(GARBAGE);
            case ASK_FOR_A_CERTIFICATE -> {
                socket.setNeedClientAuth(true);
                socket.getSession().invalidate();
                socket.startHandshake();
                socket.getInputStream().read();
            }
        }
    }

    private static void answer(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void start(Runnable action) {
        Thread thread = new Thread(action, "tls-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** An identity for localhost, and what trusts it. */
    record Keys(KeyStore store) {
        static Keys in(Path directory) throws Exception {
            Path file = directory.resolve("keys.p12");
            Path log = directory.resolve("keytool.log");
            String keytool =
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            String arguments = "-genkeypair -alias x -keyalg RSA -dname CN=localhost -ext san=dns:localhost"
                    + " -storetype PKCS12 -storepass " + PASSWORD + " -keystore";
            List<String> command = new ArrayList<>(List.of(keytool));
            command.addAll(List.of(arguments.split(" ")));
            command.add(file.toString());
            Process made = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!made.waitFor(30, TimeUnit.SECONDS) || made.exitValue() != 0) {
                throw new IllegalStateException(Files.readString(log));
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            return new Keys(keys);
        }

        private KeyManager[] own() throws Exception {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, PASSWORD.toCharArray());
            return factory.getKeyManagers();
        }

        private TrustManager[] trusted() throws Exception {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("x", store.getCertificate("x"));
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory.getTrustManagers();
        }

        /** What a client has that trusts it. */
        SSLContext trusting() throws Exception {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted(), null);
            return context;
        }
    }
}
