package io.github.camelflux.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.emulator.TaskState.Kind;
import io.github.camelflux.emulator.http.Reply;
import io.github.camelflux.emulator.http.Request;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API of Black Forest Labs: translates between its JSON and {@link Tasks}.
 *
 * @see <a href="https://docs.bfl.ai">its documentation</a>
 */
final class BflApi implements Api {
    private static final String ULTRA = "/v1/" + UltraInput.MODEL;
    private static final String RESULT = "/v1/get_result";
    private static final String CREDITS = "/v1/credits";
    private static final Map<String, String> METHODS = Map.of(ULTRA, "POST", RESULT, "GET", CREDITS, "GET");
    private static final Map<String, Step> STEPS = Map.of(ULTRA, Step.SUBMIT, RESULT, Step.POLL, CREDITS, Step.CREDITS);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final BigDecimal ULTRA_CREDITS = BigDecimal.valueOf(6);

    private final Tasks tasks;
    private final Samples samples;
    private final InstantSource clock;
    private final @Nullable String onlyKey;

    /** @param onlyKey the one key to accept; null for every well-formed one */
    BflApi(Tasks tasks, Samples samples, InstantSource clock, @Nullable String onlyKey) {
        this.tasks = tasks;
        this.samples = samples;
        this.clock = clock;
        this.onlyKey = onlyKey;
    }

    @Override
    public boolean serves(String path) {
        return METHODS.containsKey(path);
    }

    @Override
    public Optional<Step> step(Request request) {
        boolean allowed = request.method().equals(METHODS.get(request.path()));
        return allowed ? Optional.ofNullable(STEPS.get(request.path())) : Optional.empty();
    }

    @Override
    public Reply answer(Request request) {
        String path = request.path();
        if (step(request).isEmpty()) {
            return detail(405, "Method Not Allowed").with("Allow", METHODS.getOrDefault(path, ""));
        }
        if (path.equals(RESULT)) {
            return result(request);
        }
        Optional<Reply> refusal = checkKey(request.header("x-key"));
        return refusal.orElseGet(() -> path.equals(ULTRA) ? submit(request) : credits());
    }

    private Optional<Reply> checkKey(String key) {
        if (key.isEmpty()) {
            return Optional.of(detail(403, "Not authenticated"));
        }
        if (!ApiKey.isWellFormed(key)) {
            return Optional.of(detail(422, "Invalid API key format"));
        }
        boolean accepted = onlyKey == null || onlyKey.equals(key);
        return accepted ? Optional.empty() : Optional.of(detail(403, "Not authenticated - Invalid Authentication"));
    }

    // ---- submit

    private Reply submit(Request request) {
        BodyFields fields = BodyFields.of(request);
        UltraInput input = UltraInput.read(fields);
        return fields.violations().isEmpty() ? order(input, request.origin()) : invalid(fields.violations());
    }

    private Reply order(UltraInput input, String origin) {
        Admission admission = tasks.admit(new Order(input.picture(), ULTRA_CREDITS));
        if (admission == Admission.Refusal.INSUFFICIENT_CREDITS) {
            return detail(402, "Insufficient credits");
        }
        if (!(admission instanceof Task task)) {
            return detail(429, "Too many active tasks");
        }
        ObjectNode answer = JSON.objectNode().put("id", task.id().toString());
        if (input.webhookUrl() != null) {
            return reply(200, answer.put("status", "Pending").put("webhook_url", input.webhookUrl()));
        }
        String pollingUrl = task.script().pollingOrigin(origin) + RESULT + "?id=" + task.id();
        return reply(200, answer.put("polling_url", pollingUrl));
    }

    // ---- result

    private Reply result(Request request) {
        Optional<String> id = request.parameter("id");
        if (id.isEmpty()) {
            return invalid(noId());
        }
        Optional<Task> task = uuid(id.get()).flatMap(tasks::find);
        return task.map(found -> state(found, request.origin())).orElseGet(() -> notFound(id.get()));
    }

    private Reply state(Task task, String origin) {
        String id = task.id().toString();
        TaskState state = task.poll(clock.instant());
        if (state.kind() == Kind.UNKNOWN) {
            return notFound(id);
        }
        if (state.kind() == Kind.RUNNING) {
            return reply(200, result(id, state.status()).put("progress", state.progress()));
        }
        return ended(task, origin);
    }

    private Reply ended(Task task, String origin) {
        TaskScript script = task.script();
        String id = task.id().toString();
        ObjectNode answer = switch (script.outcome()) {
            case REQUEST_MODERATED -> moderated(id, "Request Moderated", script);
            case CONTENT_MODERATED -> moderated(id, "Content Moderated", script);
            case ERROR -> error(id, script);
            case FAILED -> result(id, "Failed");
            default -> ready(task, origin);
        };
        return reply(script.httpStatus(), answer);
    }

    private ObjectNode ready(Task task, String origin) {
        ObjectNode answer = result(task.id().toString(), "Ready");
        ObjectNode picture = answer.putObject("result");
        if (task.script().hasSample()) {
            picture.put("sample", samples.address(task, origin));
        }
        picture.put("prompt", task.order().picture().prompt());
        picture.put("seed", new BigInteger(task.order().picture().seed()));
        picture.put("start_time", seconds(task.acceptedAt()));
        picture.put("end_time", seconds(task.endsAt()));
        picture.put(
                "duration", Duration.between(task.acceptedAt(), task.endsAt()).toMillis() / 1000.0);
        return answer.put("cost", task.cost().doubleValue());
    }

    private static BigDecimal seconds(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }

    private ObjectNode moderated(String id, String status, TaskScript script) {
        ObjectNode answer = result(id, status).put("cost", 0.0);
        ArrayNode reasons = answer.putObject("details").putArray("Moderation Reasons");
        script.details().forEach(reasons::add);
        return answer;
    }

    private ObjectNode error(String id, TaskScript script) {
        ObjectNode answer = result(id, "Error");
        answer.putObject("details").put("error", String.join(" ", script.details()));
        return answer;
    }

    private Reply notFound(String id) {
        return reply(404, result(id, "Task not found"));
    }

    /** All fields of a result, those that depend on the status still null. */
    private ObjectNode result(String id, String status) {
        ObjectNode answer = JSON.objectNode().put("id", id).put("status", status);
        return answer.putNull("result").putNull("progress").putNull("details").putNull("preview");
    }

    private static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    // ---- the rest

    private Reply credits() {
        return reply(200, JSON.objectNode().put("credits", tasks.balance().doubleValue()));
    }

    private Reply detail(int status, String detail) {
        return reply(status, JSON.objectNode().put("detail", detail));
    }

    private Reply invalid(Violations violations) {
        return reply(422, JSON.objectNode().set("detail", violations.toJson()));
    }

    private static Violations noId() {
        Violations violations = new Violations();
        violations.add("missing", "Field required", NullNode.getInstance(), "query", "id");
        return violations;
    }

    private Reply reply(int status, JsonNode body) {
        return Reply.json(status, body.toString());
    }
}
