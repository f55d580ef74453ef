package io.github.camelflux.provider;

import io.github.camelflux.FluxException;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.TrustedOrigins;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/**
 * One provider's language: requests into calls, answers into meanings. It sends nothing, waits for nothing and keeps
 * nothing.
 */
public interface Dialect {

    /** Whose language it is. */
    Provider provider();

    /** Where this provider's key may go. */
    TrustedOrigins origins();

    /** The call that submits a request. */
    HttpCall submit(ImageRequest request, Duration deadline);

    /**
     * The meaning of an answer to {@link #submit}.
     *
     * @param now when it was read
     */
    SubmitAnswer readSubmit(ImageRequest request, HttpOutcome.Reply reply, TaskContext context, Instant now);

    /**
     * The call that asks for a task.
     *
     * @throws FluxException.Untrusted if the ticket's address must not get the key
     */
    HttpCall poll(TaskContext context, Ticket ticket, Duration deadline);

    /** The meaning of an answer to {@link #poll}. */
    PollAnswer readPoll(HttpOutcome.Reply reply, TaskContext context, Instant now);

    /** The call that asks what the account has left to spend. */
    HttpCall balance(Duration deadline);

    /**
     * The meaning of an answer to {@link #balance}, in US dollars.
     *
     * @param now when it was read
     * @throws FluxException.Refused if the key is not accepted
     * @throws FluxException.InvalidRequest if there is no such API at the address
     * @throws FluxException.Throttled if the provider cannot answer now
     * @throws FluxException.Untrusted if the answer is none
     */
    BigDecimal readBalance(HttpOutcome.Reply reply, TaskContext context, Instant now);
}
