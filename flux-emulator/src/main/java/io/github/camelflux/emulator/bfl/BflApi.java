package io.github.camelflux.emulator.bfl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.emulator.drawing.Picture;
import io.github.camelflux.emulator.drawing.Style;
import io.github.camelflux.emulator.http.Reply;
import io.github.camelflux.emulator.http.Request;
import io.github.camelflux.emulator.provider.Admission;
import io.github.camelflux.emulator.provider.Api;
import io.github.camelflux.emulator.provider.Course;
import io.github.camelflux.emulator.provider.Order;
import io.github.camelflux.emulator.provider.Purpose;
import io.github.camelflux.emulator.provider.Task;
import io.github.camelflux.emulator.provider.Tasks;
import io.github.camelflux.emulator.storage.Samples;
import io.github.camelflux.emulator.webhook.Callback;
import io.github.camelflux.emulator.webhook.Retry;
import io.github.camelflux.emulator.webhook.Webhooks;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API of Black Forest Labs: who may ask for what, at which path.
 *
 * @see <a href="https://docs.bfl.ai">its documentation</a>
 */
public final class BflApi implements Api {
    private static final String RESULT = "/v1/get_result";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final BflSettings settings;
    private final Tasks tasks;
    private final Results results;
    private final Webhooks webhooks;
    private final @Nullable Integer region;
    private final Map<String, Route> routes = new HashMap<>();

    /** @param region the port at which tasks are polled and nowhere else; null if that is this one */
    public BflApi(BflSettings settings, Tasks tasks, Samples samples, Webhooks webhooks, @Nullable Integer region) {
        this.settings = settings;
        this.tasks = tasks;
        this.results = new Results(samples, settings.showsSteps());
        this.webhooks = webhooks;
        this.region = region;
        routes.put(RESULT, new Route("GET", Purpose.POLL, this::result));
        routes.put("/v1/credits", new Route("GET", Purpose.CREDITS, withKey(request -> credits())));
        routes.put("/v1/my_finetunes", new Route("GET", null, withKey(request -> finetunes())));
        routes.put("/v1/finetune_details", new Route("GET", null, withKey(this::finetune)));
        for (Model model : Model.ALL) {
            routes.put("/v1/" + model.name(), new Route("POST", Purpose.SUBMIT, withKey(r -> submit(model, r))));
        }
    }

    /** @param purpose null if no fault can be planned for it */
    private record Route(String method, @Nullable Purpose purpose, Function<Request, Reply> handler) {

        boolean allows(Request request) {
            return request.method().equals(method);
        }
    }

    @Override
    public boolean serves(String path) {
        return routes.containsKey(path);
    }

    @Override
    public Optional<Purpose> purpose(Request request) {
        return Optional.ofNullable(routes.get(request.path()))
                .filter(route -> route.allows(request))
                .map(Route::purpose);
    }

    @Override
    public Reply answer(Request request) {
        Route route = routes.get(request.path());
        return route.allows(request)
                ? route.handler().apply(request)
                : detail(405, "Method Not Allowed").with("Allow", route.method());
    }

    // ---- the key, which polls need not carry

    private Function<Request, Reply> withKey(Function<Request, Reply> handler) {
        return request -> checkKey(request.header("x-key")).orElseGet(() -> handler.apply(request));
    }

    private Optional<Reply> checkKey(String key) {
        if (key.isEmpty()) {
            return Optional.of(detail(403, "Not authenticated"));
        }
        if (!BflKey.isWellFormed(key)) {
            return Optional.of(detail(422, "Invalid API key format"));
        }
        return settings.accepts(key)
                ? Optional.empty()
                : Optional.of(detail(403, "Not authenticated - Invalid Authentication"));
    }

    // ---- submit

    private Reply submit(Model model, Request request) {
        BodyFields fields = BodyFields.of(request);
        Submission submission = model.read(fields);
        if (!fields.violations().isEmpty()) {
            return invalid(fields.violations());
        }
        Style finetune = submission.picture().style();
        return finetune == null || settings.finetunes().contains(finetune.name())
                ? order(model, submission, request.origin())
                : Reply.text(400, "text/plain", "Finetune not found or not ready");
    }

    private Reply order(Model model, Submission submission, String origin) {
        Picture picture = submission.picture();
        Admission admission =
                tasks.admit(UUID.randomUUID(), new Purchase(model, picture, settings.course(picture.prompt())));
        if (admission == Admission.Refusal.INSUFFICIENT_CREDITS) {
            return detail(402, "Insufficient credits");
        }
        if (!(admission instanceof Task task)) {
            return detail(429, "Too many active tasks");
        }
        call(task, submission, origin);
        ObjectNode answer = accepted(task, submission.webhookUrl(), origin);
        if (settings.quotes()) {
            Quote.add(answer, model, submission);
        }
        return reply(200, answer);
    }

    /** A lost task has nobody who could tell of it. */
    private void call(Task task, Submission submission, String origin) {
        String url = submission.webhookUrl();
        if (url == null || task.course().outcome() == Course.Outcome.LOST) {
            return;
        }
        webhooks.expect(new Callback(
                "bfl",
                task.id().toString(),
                url,
                task.endsAt(),
                task.webhook(),
                Retry.BFL,
                () -> results.called(task, origin, settings.webhookForm())
                        .toString()
                        .getBytes(StandardCharsets.UTF_8),
                body -> settings.webhookProof().headers(submission.webhookSecret(), body)));
    }

    private record Purchase(Model bought, Picture picture, Course course) implements Order {

        @Override
        public String model() {
            return bought.name();
        }

        @Override
        public List<Picture> pictures() {
            return List.of(picture);
        }

        @Override
        public BigDecimal price() {
            return bought.credits();
        }
    }

    private ObjectNode accepted(Task task, @Nullable String webhookUrl, String origin) {
        ObjectNode answer = JSON.objectNode().put("id", task.id().toString());
        return webhookUrl == null
                ? answer.put("polling_url", pollingOrigin(task, origin) + RESULT + "?id=" + task.id())
                : answer.put("status", "Pending").put("webhook_url", webhookUrl);
    }

    private String pollingOrigin(Task task, String origin) {
        URI scripted = task.course().pollingOrigin();
        if (scripted != null) {
            return scripted.toString().replaceFirst("/$", "");
        }
        return region == null ? origin : origin.replaceFirst("(:\\d+)?$", ":" + region);
    }

    // ---- the rest

    private Reply result(Request request) {
        Optional<String> id = request.parameter("id");
        if (id.isEmpty()) {
            return missing("id");
        }
        Optional<UUID> known = region == null ? uuid(id.get()) : Optional.empty();
        return known.flatMap(tasks::find)
                .map(task -> results.of(task, tasks.poll(task), request.origin()))
                .orElseGet(() -> Results.notFound(id.get()));
    }

    private static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Reply credits() {
        return reply(200, JSON.objectNode().put("credits", tasks.balance().doubleValue()));
    }

    private Reply finetunes() {
        ObjectNode answer = JSON.objectNode();
        ArrayNode ids = answer.putArray("finetunes");
        settings.finetunes().forEach(ids::add);
        return reply(200, answer);
    }

    private Reply finetune(Request request) {
        Optional<String> id = request.parameter("finetune_id");
        if (id.isEmpty()) {
            return missing("finetune_id");
        }
        if (!settings.finetunes().contains(id.get())) {
            return Reply.text(404, "text/plain", "Finetune not found or access denied");
        }
        ObjectNode answer = JSON.objectNode();
        answer.putObject("finetune_details").put("finetune_id", id.get());
        return reply(200, answer);
    }

    @Override
    public Reply failing(int status) {
        return detail(status, "Planned fault " + status);
    }

    private static Reply detail(int status, String detail) {
        return reply(status, JSON.objectNode().put("detail", detail));
    }

    private static Reply missing(String parameter) {
        Violations violations = new Violations();
        violations.add(BodyFields.missing(), JSON.nullNode(), "query", parameter);
        return invalid(violations);
    }

    private static Reply invalid(Violations violations) {
        return reply(422, JSON.objectNode().set("detail", violations.toJson()));
    }

    private static Reply reply(int status, JsonNode body) {
        return Reply.json(status, body.toString());
    }
}
