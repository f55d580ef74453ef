package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.emulator.Charge;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Camel's error handler and the network can do to an exchange without a second image being paid for. */
class PayOnceTest extends FluxRouteTestCase {
    private final AtomicInteger redeliveries = new AtomicInteger();
    private final AtomicInteger handled = new AtomicInteger();
    private final AtomicInteger uploads = new AtomicInteger();

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler()
                        .maximumRedeliveries(5)
                        .redeliveryDelay(1)
                        .onRedelivery(exchange -> redeliveries.incrementAndGet()));
                from("direct:redelivered").to("flux:ultra");
                from("direct:impatient").to("flux:ultra?timeout=200");
                from("direct:once").errorHandler(noErrorHandler()).to("flux:ultra");
                from("direct:whole").to("direct:part");
                from("direct:part")
                        .errorHandler(noErrorHandler())
                        .to("flux:ultra")
                        .process(exchange -> uploads.incrementAndGet())
                        .throwException(new IOException("The upload failed"));
                from("direct:whole-of-two").to("direct:part-of-two");
                from("direct:part-of-two")
                        .errorHandler(noErrorHandler())
                        .to("flux:ultra")
                        .setBody(constant("second"))
                        .to("flux:ultra?raw=true");
                from("direct:two")
                        .errorHandler(noErrorHandler())
                        .to("flux:ultra")
                        .setBody(constant("second"))
                        .to("flux:ultra?raw=true");
                from("direct:handled")
                        .onException(Moderated.class)
                        .handled(true)
                        .process(exchange -> handled.incrementAndGet())
                        .end()
                        .to("flux:ultra");
            }
        };
    }

    @BeforeEach
    void count() {
        redeliveries.set(0);
        handled.set(0);
    }

    @Test
    void reportsADroppedSubmitAsInDoubtWithWhatIsKnown() {
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());

        Exchange exchange = send("direct:once", "A fox");

        InDoubt error = exchange.getException(InDoubt.class);
        assertThat(error).hasMessageContaining("outcome is unknown");
        assertThat(error.taskKey()).isPresent();
        assertThat(error.provider()).isPresent();
        assertThat(error.ticket()).isEmpty();
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void neverRepeatsASubmitInDoubtHoweverOftenItIsRedelivered() {
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());

        Exchange exchange = send("direct:redelivered", "A fox");

        assertThat(redeliveries).hasValue(5);
        assertThat(exchange.getException()).isInstanceOf(InDoubt.class);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
        assertThat(emulator().requests()).hasSize(1);
    }

    @Test
    void takesTheSameTaskUpAgainWhenPollsFailUnderRedelivery() {
        // Three refusals are one failure of the exchange.
        Fault refused = Fault.status(403, "{\"detail\":\"Not authenticated\"}");
        emulator().next(Step.POLL, refused, refused, refused, refused, refused, refused);

        Exchange exchange = send("direct:redelivered", "A fox");

        assertThat(redeliveries).hasValue(2);
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(FluxConstants.IMAGE_WIDTH)).isEqualTo(2752);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void waitsAgainForTheSameTaskAfterATimeout() {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofMillis(500)));

        Exchange exchange = send("direct:impatient", "A fox");

        assertThat(redeliveries.get()).isBetween(1, 5);
        assertThat(exchange.getException()).isNull();
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void leavesTheTicketOfATaskThatTookTooLong() {
        emulator().nextTask(TaskScript.neverReady());

        Exchange exchange = send("direct:impatient", "A fox");

        TimedOut error = exchange.getException(TimedOut.class);
        Ticket ticket = error.ticket().orElseThrow();
        assertThat(ticket.id()).isEqualTo(emulator().ledger().charges().get(0).taskId());
        assertThat(exchange.getMessage().getHeader(FluxConstants.TICKET)).isEqualTo(ticket.toText());
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void submitsAgainWhatWasProvablyRefused() {
        emulator().next(Step.SUBMIT, Fault.status(402, "{\"detail\":\"Insufficient credits\"}"));

        Exchange exchange = send("direct:redelivered", "A fox");

        assertThat(redeliveries).hasValue(1);
        assertThat(exchange.getException()).isNull();
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void failsAModeratedExchangeExactlyOnce() {
        emulator().nextTask(TaskScript.moderatedContent("Violence"));

        Exchange exchange = send("direct:handled", "A fox");

        assertThat(handled).hasValue(1);
        Moderated error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Moderated.class);
        assertThat(error.stage()).isEqualTo(TaskStatus.Stage.CONTENT);
        assertThat(error.reasons()).containsExactly("Violence");
    }

    @Test
    void doesNotPayAgainForAModeratedPromptThatIsRedelivered() {
        emulator().nextTask(TaskScript.moderatedRequest("Derivative Works Filter"));

        Exchange exchange = send("direct:redelivered", "A fox");

        assertThat(redeliveries).hasValue(5);
        assertThat(exchange.getException()).isInstanceOf(Moderated.class);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void paysOnceForARouteThatIsRepeatedAsAWhole() {
        Exchange exchange = send("direct:whole", "A fox");

        assertThat(exchange.getException()).hasMessage("The upload failed");
        assertThat(uploads).hasValue(6);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void remembersEachOfTwoTasksInARouteThatIsRepeatedAsAWhole() {
        emulator().next(Step.SUBMIT, Fault.delay(Duration.ZERO), Fault.dropAfterProcessing());

        Exchange exchange = send("direct:whole-of-two", "first");

        assertThat(redeliveries).hasValue(5);
        assertThat(exchange.getException()).isInstanceOf(InDoubt.class);
        assertThat(emulator().ledger().charges()).extracting(Charge::prompt).containsExactly("first", "second");
    }

    @Test
    void leavesNothingOfAnEarlierImageOnAFailure() {
        emulator().next(Step.SUBMIT, Fault.delay(Duration.ZERO), Fault.dropAfterProcessing());

        Exchange exchange = send("direct:two", "first");

        assertThat(exchange.getException()).isInstanceOf(InDoubt.class);
        assertThat(exchange.getMessage().getHeaders())
                .doesNotContainKeys(FluxConstants.TICKET, FluxConstants.COST, FluxConstants.IMAGE_URL);
    }

    @Test
    void takesATaskUpAgainWhoseImagePromptWasAStream() throws Exception {
        byte[] picture = send("direct:once", "A fox").getMessage().getBody(byte[].class);
        emulator().reset();
        emulator().nextTask(TaskScript.ready().taking(Duration.ofMillis(500)));

        Exchange exchange = send(
                "direct:impatient", "A fox", Map.of(FluxConstants.IMAGE_PROMPT, new ByteArrayInputStream(picture)));

        assertThat(redeliveries.get()).isBetween(1, 5);
        assertThat(exchange.getException()).isNull();
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void waitsAsLongAsTheProviderAsksFor() {
        emulator().next(Step.SUBMIT, Fault.status(429, "{\"detail\":\"Too many\"}", "Retry-After", "1"));

        Exchange exchange = send("direct:once", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().requests())
                .filteredOn(request -> request.method().equals("POST"))
                .hasSize(2);
    }

    @Test
    void cutsAreTypedByWhatTheCallerCanDo() {
        emulator().next(Step.SUBMIT, Fault.status(403, "{\"detail\":\"Not authenticated\"}"));
        assertThat(send("direct:once", "A fox").getException())
                .isInstanceOfSatisfying(
                        Refused.class, error -> assertThat(error.reason()).isEqualTo(Refused.Reason.KEY));

        emulator().next(Step.SUBMIT, Fault.status(503, "{\"detail\":\"overloaded\"}"));
        assertThat(send("direct:once", "A fox").getException())
                .isInstanceOf(InDoubt.class)
                .isNotInstanceOf(Throttled.class);
    }
}
