package io.github.camelflux.examples.routes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Stands for the HTTP store of the route {@code upload}: keeps what is put into it as files of a directory. */
final class DirectoryStore implements AutoCloseable {
    private final Path directory;
    private final HttpServer server;

    private DirectoryStore(Path directory, HttpServer server) {
        this.directory = directory;
        this.server = server;
    }

    /** Takes a free port of the loopback address. */
    static DirectoryStore start(Path directory) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        DirectoryStore store = new DirectoryStore(Files.createDirectories(directory), HttpServer.create(anyPort, 0));
        store.server.createContext("/images", store::answer);
        store.server.start();
        return store;
    }

    URI address() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/images");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            boolean isPut = exchange.getRequestMethod().equals("PUT");
            if (isPut) {
                Path name = Path.of(exchange.getRequestURI().getPath()).getFileName();
                Files.copy(body, directory.resolve(name.toString()), StandardCopyOption.REPLACE_EXISTING);
            }
            exchange.sendResponseHeaders(isPut ? 201 : 405, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
