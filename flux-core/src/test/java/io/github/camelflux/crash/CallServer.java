package io.github.camelflux.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.camelflux.webhook.WebhookProof;
import io.github.camelflux.webhook.WebhookVerifier;
import io.github.camelflux.webhook.WebhookVerifier.Addressee;
import io.github.camelflux.webhook.Webhooks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/** Takes the providers' calls in a node. */
final class CallServer {
    private static final WebhookVerifier VERIFIER =
            WebhookVerifier.of(List.of("the-secret-of-all-nodes"), WebhookProof.BOTH);
    private static final String PATH = "/hook/";

    private CallServer() {}

    static Webhooks calledAt(URI gateway) {
        return new Webhooks(gateway.resolve(PATH), VERIFIER);
    }

    /**
     * Listens until the process ends.
     *
     * @param called is handed each call that is proved
     * @return the port
     */
    static int start(BiFunction<Addressee, byte[], CompletableFuture<Void>> called) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext(PATH, exchange -> answer(exchange, called));
        server.start();
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, BiFunction<Addressee, byte[], CompletableFuture<Void>> called)
            throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath().substring(PATH.length());
        Optional<Addressee> addressee = VERIFIER.verify(path, exchange.getRequestHeaders(), body);
        int status = addressee
                .map(proved -> called.apply(proved, body)
                        .handle((taken, failure) -> failure == null ? 204 : 503)
                        .join())
                .orElse(401);
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
