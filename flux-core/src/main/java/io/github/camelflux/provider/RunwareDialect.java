package io.github.camelflux.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.Provider;
import io.github.camelflux.ProviderError;
import io.github.camelflux.Quote;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.TrustedOrigins;
import io.github.camelflux.provider.RunwareAnswer.Told;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The API of Runware: <a href="https://runware.ai/docs/platform/introduction">its documentation</a>.
 *
 * <p>A task's name is chosen here before it is submitted, so that a submit whose answer was lost can be sent again: the
 * API takes no second task by the same name.
 */
public final class RunwareDialect implements Dialect {
    /** A page of a thousand tasks at once, so that polling does not grow with the tasks in flight. */
    private static final int TASKS_PER_POLL = 1000;

    private static final long BYTES_PER_IMAGE = 8 * 1024;
    private static final long BYTES_PER_ANSWER = 256 * 1024;

    private static final Pattern TASK_ID = Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final URI address;
    private final ApiKey key;
    private final TrustedOrigins origins;
    private final long maxImageSize;

    /**
     * Speaks to an address.
     *
     * @param baseUrl null for the provider's own address
     * @param maxImageSize bytes; an image within an answer may be as large
     */
    public RunwareDialect(@Nullable URI baseUrl, ApiKey key, TrustedOrigins origins, long maxImageSize) {
        this.address = baseUrl == null ? Provider.RUNWARE.defaultBaseUrl(FluxModel.ULTRA) : baseUrl;
        this.key = key;
        this.origins = origins;
        this.maxImageSize = maxImageSize;
    }

    @Override
    public Provider provider() {
        return Provider.RUNWARE;
    }

    @Override
    public TrustedOrigins origins() {
        return origins;
    }

    @Override
    public Optional<String> newTaskId() {
        return Optional.of(UUID.randomUUID().toString());
    }

    @Override
    public Optional<Ticket> ticket(ImageRequest request, String taskId, Instant now) {
        URI where = RunwareDelivery.of(request).address(address);
        return Optional.of(new Ticket(Provider.RUNWARE, request.model(), taskId, where, now, Quote.NONE));
    }

    @Override
    public Ticket ticket(FluxModel model, String id, Instant now) {
        if (!TASK_ID.matcher(id).matches()) {
            throw FluxException.InvalidRequest.of(new RequestFault("ticket", id, "a ticket, or the task's taskUUID"));
        }
        return new Ticket(Provider.RUNWARE, model, id, address, now, Quote.NONE);
    }

    /** A name that is none could have the provider refuse the whole call, and with it the question for all others. */
    @Override
    public boolean isOurs(Ticket ticket) {
        return ticket.provider() == Provider.RUNWARE
                && TASK_ID.matcher(ticket.id()).matches();
    }

    private HttpCall post(byte[] tasks, TaskContext context, HttpCall.Limits limits) {
        return HttpCall.post(origins.trust(address, context), key, tasks, limits);
    }

    // ---- submit

    @Override
    public HttpCall submit(ImageRequest request, @Nullable String taskId, Duration deadline) {
        byte[] tasks = RunwareRequestBody.of(request, String.valueOf(taskId));
        return post(tasks, TaskContext.of(Provider.RUNWARE), new HttpCall.Limits(deadline, BYTES_PER_ANSWER));
    }

    @Override
    public SubmitAnswer readSubmit(Submitted submitted, HttpOutcome.Reply reply, Instant now) {
        JsonNode body = Json.readObject(reply.body());
        String taskId = String.valueOf(submitted.taskId());
        RunwareAnswer answer = RunwareAnswer.of(body);
        Told told = answer.about(taskId);
        List<ProviderError> errors = new ArrayList<>(answer.ofTheCall());
        errors.addAll(told == null ? List.of() : told.failures());
        boolean echoed = told != null && !told.elements().isEmpty();
        boolean empty = reply.status() == 200 && errors.isEmpty() && answer.hasEmptyData() && answer.namesNoTask();
        if (echoed || empty || RunwareErrors.isConflict(errors)) {
            return new SubmitAnswer.Accepted(
                    ticket(submitted.request(), taskId, now).orElseThrow());
        }
        if (errors.isEmpty() && RunwareErrors.isRefusal(reply.status())) {
            // The status says enough, whatever the body is written in.
            errors.add(RunwareErrors.bare(AnswerText.of(reply, body)));
        }
        String words = RunwareErrors.describe(errors);
        if (RunwareErrors.isThrottling(reply.status(), errors)) {
            return new SubmitAnswer.Throttled(
                    "The provider takes no more tasks for now: " + words, RetryAfter.read(reply, body, now));
        }
        Optional<FluxException> refusal = RunwareErrors.refusal(reply.status(), errors, submitted.context());
        return refusal.isPresent()
                ? new SubmitAnswer.Rejected(refusal.get())
                : new SubmitAnswer.InDoubt("HTTP " + reply.status() + ": " + words);
    }

    // ---- poll

    @Override
    public int tasksPerPoll() {
        return TASKS_PER_POLL;
    }

    /** An answer with images in it is large, so such tasks are asked for one at a time. */
    @Override
    public boolean isAskedAlone(Ticket ticket) {
        return RunwareDelivery.of(ticket).inline();
    }

    @Override
    public boolean mayLoseTasks() {
        return false;
    }

    @Override
    public HttpCall poll(List<Question> questions, Duration deadline) {
        ArrayNode tasks = Json.array();
        Set<String> asked = new HashSet<>();
        long bytes = BYTES_PER_ANSWER;
        for (Question question : questions) {
            // A name twice in a call could be refused.
            if (asked.add(question.ticket().id())) {
                String type = question.insistent() ? RunwareAnswer.ARCHIVE : "getResponse";
                tasks.addObject()
                        .put("taskType", type)
                        .put("taskUUID", question.ticket().id());
                RunwareDelivery delivery = RunwareDelivery.of(question.ticket());
                bytes += delivery.results() * (BYTES_PER_IMAGE + (delivery.inline() ? maxImageSize / 3 * 4 : 0));
            }
        }
        HttpCall.Limits limits = new HttpCall.Limits(deadline, Math.min(bytes, Json.MAX_LARGE_BYTES));
        return post(Json.write(tasks), questions.get(0).context(), limits);
    }

    @Override
    public List<PollAnswer> readPoll(List<Question> questions, HttpOutcome.Reply reply, Instant now) {
        JsonNode body = Json.readLargeObject(reply.body());
        RunwareAnswer answer = RunwareAnswer.of(body);
        List<PollAnswer> answers = new ArrayList<>();
        for (Question question : questions) {
            Told told = answer.about(question.ticket().id());
            answers.add(
                    told == null || saysNothingOfTasks(reply.status())
                            ? unmentioned(question, reply, body, answer, now)
                            : new RunwareTaskReader(question.context(), question.ticket(), now)
                                    .read(told.elements(), failures(question, told)));
        }
        return answers;
    }

    /** A call that was not let in can still repeat what it asked for. */
    private static boolean saysNothingOfTasks(int status) {
        return status == 401 || status == 403 || status == 429;
    }

    /** Neither that a task is not found nor any failure to look into the archive says what became of the task. */
    private static List<ProviderError> failures(Question question, Told told) {
        return question.insistent()
                ? List.of()
                : told.failures().stream()
                        .filter(error -> !RunwareErrors.isNotFound(error))
                        .toList();
    }

    private static PollAnswer unmentioned(
            Question question, HttpOutcome.Reply reply, JsonNode body, RunwareAnswer answer, Instant now) {
        List<ProviderError> errors = answer.ofTheCall();
        TaskContext context = question.context().with(errors);
        Optional<FluxException> refusal = RunwareErrors.refusedCaller(reply.status(), errors, context);
        if (refusal.isPresent()) {
            return new PollAnswer.Unusable(refusal.get());
        }
        boolean served = (reply.status() == 200 && answer.hasData()) || !answer.namesNoTask();
        return served && errors.isEmpty() && reply.status() != 429
                ? new PollAnswer.Status(new TaskStatus.NotFound())
                : new PollAnswer.AskAgain(
                        "HTTP " + reply.status() + ": " + RunwareErrors.describe(errors),
                        RetryAfter.read(reply, body, now));
    }

    // ---- balance

    /** In a list as a poll's answer has it, or one task by itself. */
    @Override
    public WebhookNews readWebhook(byte[] body) {
        JsonNode news = Json.readLargeObject(body);
        boolean isList = news.has("data") || news.has("errors") || news.has("error");
        JsonNode answer = isList ? news : Json.object().set("data", Json.array().add(news));
        return RunwareAnswer.of(answer).news();
    }

    @Override
    public HttpCall balance(Duration deadline) {
        ArrayNode tasks = Json.array();
        tasks.addObject()
                .put("taskType", "accountManagement")
                .put("taskUUID", UUID.randomUUID().toString())
                .put("operation", "getDetails");
        return post(
                Json.write(tasks), TaskContext.of(Provider.RUNWARE), new HttpCall.Limits(deadline, BYTES_PER_ANSWER));
    }

    @Override
    public BigDecimal readBalance(HttpOutcome.Reply reply, TaskContext context, Instant now) {
        JsonNode body = Json.readObject(reply.body());
        JsonNode account = body.path("data").path(0);
        JsonNode balance = account.path("balance");
        BigDecimal dollars = balance.isObject() ? Json.amount(balance, "amount") : Json.amount(account, "balance");
        if (dollars != null) {
            return dollars;
        }
        List<ProviderError> errors = RunwareAnswer.of(body).all();
        throw RunwareErrors.refusal(reply.status(), errors, context).orElseGet(() -> {
            String message = "The provider did not say what the account has left: HTTP " + reply.status();
            return reply.status() == 429 || reply.status() >= 500
                    ? new Throttled(message, RetryAfter.read(reply, body, now), context)
                    : new Untrusted(message, null, context, null);
        });
    }
}
