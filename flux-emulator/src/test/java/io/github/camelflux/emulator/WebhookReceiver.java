package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Who is called by webhooks: answers 204 unless told otherwise. */
final class WebhookReceiver implements AutoCloseable {
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
    private final HttpServer server;
    private volatile boolean silent;

    private WebhookReceiver(HttpServer server) {
        this.server = server;
        server.createContext("/hook", this::take);
        server.start();
    }

    static WebhookReceiver start() throws IOException {
        return at("127.0.0.1");
    }

    static WebhookReceiver at(String host) throws IOException {
        return new WebhookReceiver(HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 0));
    }

    record Received(Headers headers, byte[] body) {

        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(body);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        received.add(new Received(
                exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
        if (silent) {
            return;
        }
        Integer status = answers.poll();
        exchange.getResponseHeaders().add("Location", "/hook");
        exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        exchange.close();
    }

    /** The next calls get these statuses. */
    void answer(Integer... statuses) {
        answers.addAll(List.of(statuses));
    }

    /** Calls get no answer from now on. */
    void fallSilent() {
        silent = true;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    Received next() throws InterruptedException {
        Received call = received.poll(10, TimeUnit.SECONDS);
        assertThat(call).isNotNull();
        return call;
    }

    /** Whether there was a call that nobody has taken. */
    boolean wasCalled() {
        return !received.isEmpty();
    }

    void forget() {
        received.clear();
    }

    /** Long enough for a call that should not be there to arrive. */
    void isNotCalledFor(Duration time) throws InterruptedException {
        assertThat(received.poll(time.toMillis(), TimeUnit.MILLISECONDS)).isNull();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
