package io.github.camelflux.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.Cost;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.Provider;
import io.github.camelflux.Quote;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.TrustedOrigins;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The API of Black Forest Labs: <a href="https://docs.bfl.ai/api-reference">reference</a>. */
public final class BflDialect implements Dialect {
    /** What webhooks were seen to say of tasks that run, in any case. */
    private static final Set<String> RUNNING = Set.of("pending", "processing", "reasoning", "generating");

    private final @Nullable URI baseUrl;
    private final ApiKey key;
    private final TrustedOrigins origins;
    private final BflTaskReader tasks = new BflTaskReader();

    /** @param baseUrl null for the provider's own addresses, which differ between models */
    public BflDialect(@Nullable URI baseUrl, ApiKey key, TrustedOrigins origins) {
        this.baseUrl = baseUrl;
        this.key = key;
        this.origins = origins;
    }

    @Override
    public Provider provider() {
        return Provider.BFL;
    }

    @Override
    public TrustedOrigins origins() {
        return origins;
    }

    /** The provider names its tasks itself. */
    @Override
    public Optional<String> newTaskId() {
        return Optional.empty();
    }

    @Override
    public Optional<Ticket> ticket(ImageRequest request, String taskId, Instant now) {
        return Optional.empty();
    }

    @Override
    public Ticket ticket(FluxModel model, String id, Instant now) {
        if (!Ticket.isId(id)) {
            throw InvalidRequest.of(new RequestFault("ticket", id, "a ticket, or the provider's id of the task"));
        }
        return new Ticket(Provider.BFL, model, id, resultAddress(model, id), now, Quote.NONE);
    }

    private URI resultAddress(FluxModel model, String id) {
        return at(model, "/v1/get_result?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8));
    }

    @Override
    public boolean isOurs(Ticket ticket) {
        return ticket.provider() == Provider.BFL;
    }

    @Override
    public HttpCall submit(ImageRequest request, @Nullable String taskId, Duration deadline) {
        TaskContext context = TaskContext.of(Provider.BFL);
        URI address = at(request.model(), "/v1/" + path(request.model()));
        HttpCall.Limits limits = new HttpCall.Limits(deadline, Json.MAX_BYTES);
        return HttpCall.post(origins.trust(address, context), key, BflRequestBody.of(request), limits);
    }

    private static String path(FluxModel model) {
        return switch (model) {
            case ULTRA -> "flux-pro-1.1-ultra";
            case ULTRA_FINETUNED -> "flux-pro-1.1-ultra-finetuned";
            case PRO -> "flux-pro-1.1";
        };
    }

    @Override
    public SubmitAnswer readSubmit(Submitted submitted, HttpOutcome.Reply reply, Instant now) {
        ImageRequest request = submitted.request();
        TaskContext context = submitted.context();
        JsonNode body = Json.readObject(reply.body());
        if (reply.status() == 200) {
            return accepted(request, body, now);
        }
        if (reply.status() == 400 && request.finetuneId() != null && BflErrors.isAboutFinetune(reply)) {
            return new SubmitAnswer.Rejected(BflErrors.noSuchFinetune(request, context));
        }
        // Who answers at the configured origin with one of these has not accepted anything, whatever it says.
        String detail = BflErrors.describe(reply, body);
        return switch (reply.status()) {
            case 404 ->
                new SubmitAnswer.Rejected(
                        BflErrors.nothingThere(at(request.model(), "/v1/" + path(request.model())), detail, context));
            case 400, 413, 415, 422 -> new SubmitAnswer.Rejected(BflErrors.rejection(body, detail, context));
            case 401, 403 -> new SubmitAnswer.Rejected(BflErrors.forbidden(detail, context));
            case 402 ->
                new SubmitAnswer.Rejected(
                        new Refused(Refused.Reason.CREDITS, "The account has too few credits: " + detail, context));
            case 429 ->
                new SubmitAnswer.Throttled(
                        "The provider takes no more tasks for now: " + detail, RetryAfter.read(reply, body, now));
            default -> new SubmitAnswer.InDoubt("HTTP " + reply.status() + ": " + BflErrors.describe(body));
        };
    }

    private SubmitAnswer accepted(ImageRequest request, JsonNode body, Instant now) {
        String id = Json.text(body, "id");
        if (id == null || !Ticket.isId(id)) {
            return new SubmitAnswer.InDoubt("HTTP 200 without a task id");
        }
        String pollingUrl = Json.text(body, "polling_url");
        try {
            // A task with a webhook is answered without a polling address; the host that answered knows it.
            URI address = pollingUrl == null ? resultAddress(request.model(), id) : URI.create(pollingUrl);
            return new SubmitAnswer.Accepted(new Ticket(Provider.BFL, request.model(), id, address, now, quote(body)));
        } catch (IllegalArgumentException e) {
            return new SubmitAnswer.InDoubt("task " + id + " was accepted with a polling address that is none");
        }
    }

    private static Quote quote(JsonNode body) {
        BigDecimal credits = Json.amount(body, "cost");
        Cost cost = credits == null ? null : Cost.ofCredits(credits, Cost.Source.QUOTED);
        return new Quote(cost, Json.amount(body, "input_mp"), Json.amount(body, "output_mp"));
    }

    @Override
    public int tasksPerPoll() {
        return 1;
    }

    @Override
    public boolean isAskedAlone(Ticket ticket) {
        return true;
    }

    @Override
    public boolean mayLoseTasks() {
        return true;
    }

    @Override
    public HttpCall poll(List<Question> questions, Duration deadline) {
        Question only = questions.get(0);
        HttpCall.Limits limits = new HttpCall.Limits(deadline, Json.MAX_BYTES);
        return HttpCall.get(origins.trust(only.ticket().pollingUrl(), only.context()), key, limits);
    }

    @Override
    public List<PollAnswer> readPoll(List<Question> questions, HttpOutcome.Reply reply, Instant now) {
        return List.of(readPoll(questions.get(0).context(), reply, now));
    }

    private PollAnswer readPoll(TaskContext context, HttpOutcome.Reply reply, Instant now) {
        JsonNode body = Json.readObject(reply.body());
        String status = Json.text(body, "status");
        if (status != null) {
            return tasks.read(status, body, context, now);
        }
        int code = reply.status();
        if (code == 404) {
            return tasks.notFound();
        }
        if (code == 401 || code == 403) {
            return new PollAnswer.Unusable(BflErrors.forbidden(BflErrors.describe(body), context));
        }
        if (code >= 300 && code < 400) {
            URI target = reply.header("location").map(BflDialect::lenientUri).orElse(null);
            String message = "The provider redirected a poll, and the key follows no redirect";
            return new PollAnswer.Unusable(new Untrusted(message, target, context, null));
        }
        return new PollAnswer.AskAgain("HTTP " + code, RetryAfter.read(reply, body, now));
    }

    private static @Nullable URI lenientUri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The id was called {@code task_id}, and states had other words, before February 2026. */
    @Override
    public WebhookNews readWebhook(byte[] body) {
        JsonNode news = Json.readObject(body);
        String id = Optional.ofNullable(Json.text(news, "id")).orElseGet(() -> Json.text(news, "task_id"));
        String status = Json.text(news, "status");
        boolean isRunning = status != null && RUNNING.contains(status.toLowerCase(Locale.ROOT));
        return new WebhookNews(id != null && Ticket.isId(id) ? Set.of(id) : Set.of(), !isRunning);
    }

    @Override
    public HttpCall balance(Duration deadline) {
        TaskContext context = TaskContext.of(Provider.BFL);
        HttpCall.Limits limits = new HttpCall.Limits(deadline, Json.MAX_BYTES);
        return HttpCall.get(origins.trust(credits(), context), key, limits);
    }

    @Override
    public BigDecimal readBalance(HttpOutcome.Reply reply, TaskContext context, Instant now) {
        JsonNode body = Json.readObject(reply.body());
        BigDecimal credits = Json.amount(body, "credits");
        int code = reply.status();
        if (code == 200 && credits != null) {
            return Cost.ofCredits(credits, Cost.Source.SETTLED).dollars();
        }
        String detail = BflErrors.describe(body);
        if (code == 401 || code == 403) {
            throw BflErrors.forbidden(detail, context);
        }
        if (code == 404) {
            throw BflErrors.nothingThere(credits(), detail, context);
        }
        if (code == 422 && !body.isMissingNode()) {
            throw BflErrors.rejection(body, detail, context);
        }
        String message = "The provider did not say what the account has left: HTTP " + code;
        if (code == 429 || code >= 500) {
            throw new Throttled(message, RetryAfter.read(reply, body, now), context);
        }
        throw new Untrusted(message, null, context, null);
    }

    /** The account is the same at each of the provider's addresses. */
    private URI credits() {
        return at(FluxModel.ULTRA, "/v1/credits");
    }

    private URI at(FluxModel model, String pathAndQuery) {
        URI base = baseUrl == null ? Provider.BFL.defaultBaseUrl(model) : baseUrl;
        return URI.create(base.toString().replaceAll("/+$", "") + pathAndQuery);
    }
}
