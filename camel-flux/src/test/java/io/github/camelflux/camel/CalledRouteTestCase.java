package io.github.camelflux.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelflux.emulator.ReceivedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;

/** Routes whose context has a server that the emulator calls, and somebody else who knows its address. */
abstract class CalledRouteTestCase extends FluxRouteTestCase {
    static final String SECRET = LogLeaks.WEBHOOK_SECRET + "-1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient sender =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int port;

    @Override
    void configure(FluxComponent component) {
        component.setCompletion(FluxCompletion.webhook);
        component.setWebhookUrl("http://127.0.0.1:" + port + "/flux/hook");
        component.setWebhookSecrets(SECRET + ", the-secret-of-last-year");
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        CamelContext context = super.createCamelContext();
        VertxPlatformHttpServerConfiguration server = new VertxPlatformHttpServerConfiguration();
        server.setBindHost("127.0.0.1");
        server.setBindPort(port);
        context.addService(new VertxPlatformHttpServer(server));
        return context;
    }

    /** A submit as the emulator has got it. */
    record Submit(URI address, String secret) {
        static Optional<Submit> of(ReceivedRequest request) {
            try {
                JsonNode body = JSON.readTree(request.text().isEmpty() ? "{}" : request.text());
                JsonNode task = body.isArray() ? body.path(0) : body;
                String address =
                        task.path("webhook_url").asText(task.path("webhookURL").asText(""));
                return address.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Submit(
                                URI.create(address), task.path("webhook_secret").asText("")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String[] proof() {
            return secret.isEmpty() ? new String[0] : new String[] {"X-Webhook-Secret", secret};
        }
    }

    /** All that asked for tasks. */
    List<ReceivedRequest> asked() {
        return emulator().requests().stream()
                .filter(request -> request.text().contains("getResponse")
                        || request.toString().contains("get_result"))
                .toList();
    }

    static HttpRequest request(URI address, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    HttpResponse<String> call(URI address, String body, String... headers) throws Exception {
        return sender.send(request(address, body, headers), BodyHandlers.ofString());
    }
}
