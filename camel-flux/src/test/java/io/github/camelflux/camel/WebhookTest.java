package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.emulator.TaskScript;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers' calls at the context's own server, which make routes go on and tell nobody anything. */
class WebhookTest extends CalledRouteTestCase {
    private final BlockingQueue<Exchange> completed = new LinkedBlockingQueue<>();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("flux:completed?webhookPath=/flux/hook").process(completed::add);
                from("direct:bfl").to("flux:ultra");
                from("direct:runware").to("flux:ultra?provider=runware");
                from("direct:submit").to("flux:ultra?operation=submit&keepHeaders=order");
            }
        };
    }

    private Submit submitted() throws Exception {
        for (int i = 0; i < 500; i++) {
            Optional<Submit> submit = emulator().requests().stream()
                    .flatMap(request -> Submit.of(request).stream())
                    .findFirst();
            if (submit.isPresent()) {
                return submit.get();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new AssertionError("Nothing was submitted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:bfl", "direct:runware"})
    void goesOnAsSoonAsTheProviderCalls(String route) throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ZERO).webhookTimes(0));
        CompletableFuture<Exchange> image = CompletableFuture.supplyAsync(() -> send(route, "A lighthouse"));
        Submit submit = submitted();
        assertThat(submit.secret()).isEqualTo(route.equals("direct:bfl") ? SECRET : "");
        assertThat(asked()).isEmpty();

        HttpResponse<String> answer = call(submit.address(), "{\"status\": \"Ready\"}", submit.proof());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        Exchange exchange = image.get(10, TimeUnit.SECONDS);
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(byte[].class)).hasSizeGreaterThan(1000);
        assertThat(asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:bfl", "direct:runware"})
    void takesTheCallsThatTheProvidersMake(String route) {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofMillis(200)).webhookTimes(2));

        Exchange exchange = send(route, "A lighthouse");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(byte[].class)).hasSizeGreaterThan(1000);
        assertThat(asked()).hasSize(1);
        assertThat(emulator().ledger().charges()).hasSize(1);
    }

    @Test
    void handsWhatWasSubmittedToTheRouteOfWhateverHasEnded() throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ZERO).webhookTimes(0));
        send("direct:submit", "A lighthouse", Map.of("order", "4711"));
        Submit submit = submitted();

        call(submit.address(), "{\"status\": \"Ready\"}", submit.proof());

        Exchange exchange = completed.poll(10, TimeUnit.SECONDS);
        assertThat(exchange).isNotNull();
        assertThat(exchange.getMessage().getHeader("order")).isEqualTo("4711");
    }

    @Test
    void answersWhoeverProvesNothingInOneWayAndAsksNobody() throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ZERO).webhookTimes(0));
        CompletableFuture<Exchange> image = CompletableFuture.supplyAsync(() -> send("direct:bfl", "A lighthouse"));
        Submit submit = submitted();
        String body = "{\"status\": \"Ready\"}";
        URI other = URI.create(submit.address().toString().replaceFirst(".$", "_"));

        List<HttpResponse<String>> answers = List.of(
                call(submit.address(), body),
                call(submit.address(), body, "X-Webhook-Secret", ""),
                call(submit.address(), body, "X-Webhook-Secret", SECRET.toUpperCase(Locale.ROOT)),
                call(submit.address(), body, "X-Webhook-Secret", "the-secret-of-last-year"),
                call(submit.address(), body, "X-Webhook-Secret", SECRET, "X-Webhook-Secret", SECRET),
                call(submit.address(), body, "X-BFL-Signature", "sha256=00"),
                call(submit.address(), "x".repeat(300_000), "X-Webhook-Secret", SECRET),
                call(other, body, "X-Webhook-Secret", SECRET),
                call(submit.address().resolve("/flux/hook/nothing"), body, "X-Webhook-Secret", SECRET));

        assertThat(answers).map(HttpResponse::statusCode).containsOnly(401);
        assertThat(answers).map(HttpResponse::body).containsOnly("");
        assertThat(answers)
                .map(answer -> answer.headers().map().keySet())
                .containsOnly(answers.get(0).headers().map().keySet());
        assertThat(asked()).isEmpty();

        call(submit.address(), body, submit.proof());
        assertThat(image.get(1, TimeUnit.SECONDS).getException()).isNull();
    }

    @Test
    void refusesToStartWhatNobodyCanProveACallTo() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getComponent("flux", FluxComponent.class).setApiKey("k");
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("flux:completed?webhookPath=/flux/hook").to("log:x");
                }
            });

            assertThatThrownBy(context::start).hasStackTraceContaining("webhookSecrets");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "flux:ultra?webhookPath=/x, webhookPath",
        "flux:ultra?operation=await&completion=webhook, completion",
        "flux:ultra?webhookUrl=https://example.com/mine, webhookUrl"
    })
    void refusesOptionsThatWouldDoNothing(String endpoint, String option) {
        assertThatThrownBy(() -> context().addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:wrong").to(endpoint);
                    }
                }))
                .hasStackTraceContaining(option);
    }

    @Test
    void refusesToStartWhatWaitsForCallsThatCannotCome() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getComponent("flux", FluxComponent.class).setApiKey("k");
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:a").to("flux:ultra?completion=webhook");
                }
            });

            assertThatThrownBy(context::start).hasStackTraceContaining("webhookUrl and webhookSecrets");
        }
    }
}
