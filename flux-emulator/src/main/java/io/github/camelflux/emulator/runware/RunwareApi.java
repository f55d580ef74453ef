package io.github.camelflux.emulator.runware;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.camelflux.emulator.http.Reply;
import io.github.camelflux.emulator.http.Request;
import io.github.camelflux.emulator.provider.Api;
import io.github.camelflux.emulator.provider.Purpose;
import io.github.camelflux.emulator.provider.Tasks;
import io.github.camelflux.emulator.webhook.Webhooks;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The HTTP API of Runware: one address, to which arrays of tasks are sent.
 *
 * @see <a href="https://runware.ai/docs/platform/introduction">its documentation</a>
 */
public final class RunwareApi implements Api {
    private static final Set<String> PATHS = Set.of("/v1", "/v1/");
    private static final String BEARER = "Bearer ";
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE) // the server bounds the whole body
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final RunwareSettings settings;
    private final InstantSource clock;
    private final Desk desk;

    /** @param clock decides how long an answer is held until its pictures are there */
    public RunwareApi(
            RunwareSettings settings,
            Tasks tasks,
            Images images,
            Uploads uploads,
            Webhooks webhooks,
            InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.desk = new Desk(settings, tasks, images, uploads, webhooks, clock);
    }

    @Override
    public boolean serves(String path) {
        return PATHS.contains(path);
    }

    /** The task that matters most among those of the array. */
    @Override
    public Optional<Purpose> purpose(Request request) {
        Set<String> types = new HashSet<>();
        parse(request).forEach(task -> types.add(task.path("taskType").asText()));
        if (types.contains("imageInference")) {
            return Optional.of(Purpose.SUBMIT);
        }
        if (types.contains("getResponse") || types.contains("getTaskDetails")) {
            return Optional.of(Purpose.POLL);
        }
        return types.contains("accountManagement") ? Optional.of(Purpose.CREDITS) : Optional.empty();
    }

    @Override
    public Reply answer(Request request) {
        Answers answers = new Answers();
        try {
            serve(request, answers);
        } catch (Refusal refusal) {
            answers.refuse(refusal, MissingNode.getInstance());
        }
        Reply reply = answers.toReply(clock.instant());
        return reply.status() == 405 ? reply.with("Allow", "POST") : reply;
    }

    private void serve(Request request, Answers answers) throws Refusal {
        if (!request.method().equals("POST")) {
            throw new Refusal(405, "methodNotAllowed", "The API takes POST requests only.");
        }
        JsonNode tasks = parse(request);
        checkKey(key(request, tasks));
        if (!tasks.isArray()) {
            throw new Refusal(400, "invalidRequest", "The body must be a JSON array of task objects.");
        }
        for (JsonNode task : tasks) {
            try {
                desk.serve(task, request.origin(), answers);
            } catch (Refusal refusal) {
                answers.refuse(refusal, task);
            }
        }
    }

    /** From the header, or from a first task that does nothing but authenticate; empty without either. */
    private static String key(Request request, JsonNode tasks) {
        String header = request.header("Authorization");
        if (!header.isEmpty()) {
            boolean bearer = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
            return bearer ? header.substring(BEARER.length()).strip() : header;
        }
        JsonNode first = tasks.path(0);
        return first.path("taskType").asText().equals("authentication")
                ? first.path("apiKey").asText()
                : "";
    }

    private void checkKey(String key) throws Refusal {
        if (!settings.accepts(key)) {
            String message = "Invalid API key. Get one at https://my.runware.ai/keys.";
            throw new Refusal(401, "invalidApiKey", message)
                    .with("parameter", "apiKey")
                    .with("type", "string")
                    .with("taskType", "authentication");
        }
    }

    /** Missing if the body is no JSON. */
    private static JsonNode parse(Request request) {
        try {
            return JSON.readTree(request.body());
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public Reply failing(int status) {
        String code = switch (status) {
            case 401 -> "invalidApiKey";
            case 402 -> "insufficientCredits";
            case 403 -> "forbidden";
            case 429 -> "rateLimitExceeded";
            case 500 -> "internalServerError";
            case 503 -> "serviceUnavailable";
            case 504 -> "timeout";
            default -> "unknownError";
        };
        Answers answers = new Answers();
        answers.refuse(new Refusal(status, code, "Planned fault " + status), JsonNodeFactory.instance.missingNode());
        return answers.toReply(clock.instant());
    }
}
