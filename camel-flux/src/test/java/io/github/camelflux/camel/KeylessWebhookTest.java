package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.webhook.WebhookProof;
import io.github.camelflux.webhook.WebhookVerifier;
import io.github.camelflux.webhook.Webhooks;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A context that takes calls and submits nothing. */
class KeylessWebhookTest extends CalledRouteTestCase {
    @Override
    void configure(FluxComponent component) {
        super.configure(component);
        component.setApiKey(null);
        component.setRunwareApiKey(null);
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("flux:completed?webhookPath=/flux/hook").to("log:completed");
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhoeverWaitsWithoutAKeyOfItsOwn(Provider provider) throws Exception {
        FluxComponent component = context().getComponent("flux", FluxComponent.class);
        boolean isBfl = provider == Provider.BFL;
        String key = isBfl ? emulator().apiKey() : emulator().runwareApiKey();
        WebhookVerifier verifier = WebhookVerifier.of(List.of(SECRET), WebhookProof.BOTH);
        try (FluxClient other = FluxClient.builder(ApiKey.of(provider, key))
                .baseUrl(isBfl ? emulator().bflUrl() : emulator().runwareUrl())
                .ledger(component.clients().ledger())
                .webhooks(new Webhooks(URI.create(component.getWebhookUrl()), verifier))
                .build()) {
            ImageRequest request = ImageRequest.ultra().prompt("A lighthouse").build();

            ImageResult image = other.generate(request, TaskOptions.defaults().calledAbout())
                    .get(10, TimeUnit.SECONDS);

            assertThat(image.images()).hasSize(1);
        }
    }
}
