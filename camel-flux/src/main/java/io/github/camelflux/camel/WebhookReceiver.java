package io.github.camelflux.camel;

import io.github.camelflux.Printable;
import io.github.camelflux.webhook.WebhookVerifier;
import io.github.camelflux.webhook.WebhookVerifier.Addressee;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.RestConfiguration;
import org.apache.camel.spi.RestConsumerFactory;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the providers' calls at a path of the context's own server, and answers each of them in one of three ways without a
 * word: 204 for one that is proved and taken, 401 for any that is not proved, and 503 while the journal is away, so that it
 * is made again. What is proved makes the task be asked for; it starts no exchange by itself.
 */
final class WebhookReceiver extends AsyncProcessorSupport {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookReceiver.class);

    private static final String SERVER = "platform-http";
    private static final String TASK = "CamelFluxWebhookTask";

    /** An honest call is a few kilobytes. */
    private static final int LARGEST = 256 * 1024;

    private static final int TAKEN = 204;
    private static final int REFUSED = 401;
    private static final int AWAY = 503;

    private final Callable<FluxClients> clients;
    private final WebhookVerifier verifier;
    private final Consumer served;

    private WebhookReceiver(CamelContext context, Callable<FluxClients> clients, WebhookVerifier verifier, String path)
            throws Exception {
        this.clients = clients;
        this.verifier = verifier;
        this.served = server(context)
                .createConsumer(
                        context,
                        this,
                        "POST",
                        path,
                        "{" + TASK + "}",
                        null,
                        null,
                        context.getRestConfiguration(),
                        Map.of());
    }

    /**
     * Opens the path.
     *
     * @throws IllegalStateException if there is nothing to prove calls with, or no server in the context
     */
    static WebhookReceiver open(CamelContext context, Callable<FluxClients> clients, String path) throws Exception {
        WebhookVerifier verifier = clients.call().webhookVerifier();
        if (verifier == null) {
            throw new IllegalStateException("webhookPath=" + path
                    + " needs webhookSecrets on the flux component: without one, nobody's calls can be proved");
        }
        WebhookReceiver receiver = new WebhookReceiver(context, clients, verifier, path);
        ServiceHelper.startService(receiver.served);
        return receiver;
    }

    private static RestConsumerFactory server(CamelContext context) {
        RestConfiguration configured = context.getRestConfiguration();
        String name = configured.getComponent() == null ? SERVER : configured.getComponent();
        if (context.getComponent(name, true, false) instanceof RestConsumerFactory factory) {
            return factory;
        }
        RestConsumerFactory other = CamelContextHelper.findSingleByType(context, RestConsumerFactory.class);
        if (other == null) {
            throw new IllegalStateException(
                    "webhookPath needs a server: add camel-platform-http with its runtime, or another"
                            + " component that serves REST");
        }
        return other;
    }

    /** Takes no more calls. */
    void stopServing() {
        ServiceHelper.stopAndShutdownService(served);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Message message = exchange.getMessage();
        Optional<Addressee> addressee = Optional.empty();
        byte[] body = new byte[0];
        try {
            body = body(message);
            if (body.length <= LARGEST) {
                addressee = verifier.verify(message.getHeader(TASK, "", String.class), headers(message), body);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A call could not be read", e);
        }
        if (addressee.isEmpty()) {
            return answered(exchange, REFUSED, callback);
        }
        called(addressee.get(), body, exchange, callback);
        return false;
    }

    private void called(Addressee addressee, byte[] body, Exchange exchange, AsyncCallback callback) {
        try {
            clients.call().called(addressee, verifier.readable(addressee, body)).whenComplete((taken, failure) -> {
                if (failure != null) {
                    LOG.warn(
                            "Task key {}: a call of the provider could not be taken, which makes it again",
                            addressee.taskKey(),
                            // Without its causes, which can name a database.
                            Printable.of(failure));
                }
                answer(exchange, failure == null ? TAKEN : AWAY);
                callback.done(false);
            });
        } catch (Exception e) {
            LOG.debug("The component is stopped", e);
            answer(exchange, AWAY);
            callback.done(false);
        }
    }

    private static boolean answered(Exchange exchange, int status, AsyncCallback callback) {
        answer(exchange, status);
        callback.done(true);
        return true;
    }

    /** Without anything of the call, whoever has made it. */
    private static void answer(Exchange exchange, int status) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(null);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    }

    /** One byte more than is taken at most. */
    private static byte[] body(Message message) throws IOException {
        try (InputStream in = message.getBody(InputStream.class)) {
            return in == null ? new byte[0] : in.readNBytes(LARGEST + 1);
        }
    }

    private static Map<String, List<String>> headers(Message message) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        message.getHeaders().forEach((name, value) -> headers.put(name, values(value)));
        return headers;
    }

    private static List<String> values(Object value) {
        return value instanceof Collection<?> several
                ? several.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }
}
