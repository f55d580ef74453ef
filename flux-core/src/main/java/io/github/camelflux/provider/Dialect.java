package io.github.camelflux.provider;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxModel;
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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One provider's language: requests into calls, answers into meanings. It sends nothing, waits for nothing and keeps
 * nothing.
 */
public interface Dialect {

    /** Whose language it is. */
    Provider provider();

    /** Where this provider's key may go. */
    TrustedOrigins origins();

    /**
     * A name for a task that is about to be submitted, where callers choose it. Then a submit by the same name can be
     * sent again when its answer was lost, and is charged once.
     */
    Optional<String> newTaskId();

    /**
     * The ticket of a task by a name that was chosen here, whether it was accepted or not; empty where callers do not
     * choose.
     */
    Optional<Ticket> ticket(ImageRequest request, String taskId, Instant now);

    /**
     * The ticket of a task of which only the provider's id is known.
     *
     * @throws FluxException.InvalidRequest if that can be no id
     */
    Ticket ticket(FluxModel model, String id, Instant now);

    /** Whether a ticket, which may come from anybody, can stand for a task of this provider. */
    boolean isOurs(Ticket ticket);

    /** The call that submits a request. */
    HttpCall submit(ImageRequest request, @Nullable String taskId, Duration deadline);

    /**
     * What was submitted.
     *
     * @param taskId the task's name, where it was chosen here
     */
    record Submitted(
            ImageRequest request,
            TaskContext context,
            @Nullable String taskId) {}

    /**
     * The meaning of an answer to {@link #submit}.
     *
     * @param now when it was read
     */
    SubmitAnswer readSubmit(Submitted submitted, HttpOutcome.Reply reply, Instant now);

    /** For how many tasks one call can ask. */
    int tasksPerPoll();

    /** Whether a task must not share a call with others. */
    boolean isAskedAlone(Ticket ticket);

    /** Whether a task that is not found for long is lost, rather than to be waited for. */
    boolean mayLoseTasks();

    /**
     * What is asked about a task.
     *
     * @param context the task, its ticket included
     * @param insistent whether the usual way did not find it, so that another one is to be tried if there is one
     */
    record Question(TaskContext context, Ticket ticket, boolean insistent) {}

    /**
     * The call that asks for tasks: for one, or up to {@link #tasksPerPoll} that are not asked for alone.
     *
     * @throws FluxException.Untrusted if the address must not get the key
     */
    HttpCall poll(List<Question> questions, Duration deadline);

    /** The meaning of an answer to {@link #poll} for each of its questions, in their order. */
    List<PollAnswer> readPoll(List<Question> questions, HttpOutcome.Reply reply, Instant now);

    /** The meaning of a webhook's body, which can be anything. */
    WebhookNews readWebhook(byte[] body);

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
