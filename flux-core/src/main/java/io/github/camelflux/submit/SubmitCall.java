package io.github.camelflux.submit;

import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.Printable;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.provider.Dialect;
import io.github.camelflux.provider.SubmitAnswer;
import io.github.camelflux.runtime.ClientParts;
import io.github.camelflux.submit.SubmitRules.Call;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One POST: what is sent for a request, and what has come of it. */
final class SubmitCall {
    private static final Logger LOG = LoggerFactory.getLogger(SubmitCall.class);

    private final ClientParts client;
    private final Dialect.Submitted submitted;
    private final HttpCall call;

    /** @throws RuntimeException if the request cannot be put into the provider's words */
    SubmitCall(ClientParts client, Wish wish, @Nullable Ticket named) {
        String taskId = named == null ? null : named.id();
        this.client = client;
        this.submitted = new Dialect.Submitted(wish.sent(), wish.context(), taskId);
        this.call = client.dialect().submit(wish.sent(), taskId, client.limits().requestTimeout());
    }

    /**
     * What a call has come to.
     *
     * @param ticket of the task that was accepted
     * @param error what the caller is told if this is the end of it
     * @param retryAfter how long the provider asks to wait
     */
    record Outcome(
            Call call,
            @Nullable Ticket ticket,
            @Nullable RuntimeException error,
            String reason,
            @Nullable Throwable cause,
            @Nullable Duration retryAfter) {

        static final Outcome NONE_YET = new Outcome(Call.NONE_YET, null, null, "", null, null);

        static Outcome accepted(Ticket ticket) {
            return new Outcome(Call.ACCEPTED, ticket, null, "", null, null);
        }

        /** That nothing was sent, or that nothing came of it, for this reason. */
        static Outcome of(Call call, RuntimeException error) {
            return new Outcome(call, null, error, Printable.of(String.valueOf(error.getMessage())), error, null);
        }

        static Outcome unclear(String reason, @Nullable Throwable cause) {
            return new Outcome(Call.UNCLEAR, null, null, reason, cause, null);
        }
    }

    /** Sends it, if the condition holds when the connection is there. The future never fails. */
    CompletableFuture<Outcome> send(BooleanSupplier condition) {
        try {
            return client.resources()
                    .submits()
                    .send(call.onlyIf(condition))
                    .exceptionally(HttpOutcome.Broken::new)
                    .thenApply(this::understood);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(Outcome.unclear(HttpOutcome.reason(e), e));
        }
    }

    private Outcome understood(HttpOutcome outcome) {
        if (outcome instanceof HttpOutcome.NotSent notSent) {
            String reason = HttpOutcome.reason(notSent.cause());
            String message =
                    call + " was not sent (" + reason + "); check the address (baseUrl), the proxy and the network";
            NotSent error = new NotSent(message, submitted.context(), notSent.cause());
            return new Outcome(Call.NOT_SENT, null, error, reason, notSent.cause(), null);
        }
        if (outcome instanceof HttpOutcome.Broken broken) {
            return Outcome.unclear(HttpOutcome.reason(broken.cause()), broken.cause());
        }
        try {
            return understood(client.dialect().readSubmit(submitted, (HttpOutcome.Reply) outcome, client.now()));
        } catch (RuntimeException e) {
            LOG.error(
                    "Task key {}: the answer could not be read",
                    submitted.context().taskKey(),
                    e);
            return Outcome.unclear("the answer could not be read", null);
        }
    }

    private Outcome understood(SubmitAnswer answer) {
        if (answer instanceof SubmitAnswer.Accepted accepted) {
            return Outcome.accepted(accepted.ticket());
        }
        if (answer instanceof SubmitAnswer.Rejected rejected) {
            return Outcome.of(Call.REJECTED, rejected.error());
        }
        if (answer instanceof SubmitAnswer.Throttled throttled) {
            Throttled error = new Throttled(throttled.message(), throttled.retryAfter(), submitted.context());
            return new Outcome(Call.THROTTLED, null, error, throttled.message(), null, throttled.retryAfter());
        }
        return Outcome.unclear(((SubmitAnswer.InDoubt) answer).message(), null);
    }
}
