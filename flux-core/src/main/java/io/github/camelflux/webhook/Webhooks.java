package io.github.camelflux.webhook;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.Provider;
import java.net.URI;

/**
 * How providers call about tasks that have ended.
 *
 * @param address where this side can be reached from outside; what comes to it and below goes to {@code FluxClient.called}
 * @param verifier proves the calls
 */
public record Webhooks(URI address, WebhookVerifier verifier) {

    /** The same request, whose end is called about. */
    public ImageRequest calledAbout(ImageRequest request, Provider provider, String taskKey) {
        URI called = verifier.address(address, new WebhookVerifier.Addressee(provider, taskKey));
        return request.withWebhook(
                called, provider == Provider.BFL ? verifier.current().value() : null);
    }
}
