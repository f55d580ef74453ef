package io.github.camelflux.emulator.runware;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.emulator.provider.Admission;
import io.github.camelflux.emulator.provider.Course.Outcome;
import io.github.camelflux.emulator.provider.Task;
import io.github.camelflux.emulator.provider.TaskState;
import io.github.camelflux.emulator.provider.TaskState.Unknown;
import io.github.camelflux.emulator.provider.Tasks;
import io.github.camelflux.emulator.webhook.Callback;
import io.github.camelflux.emulator.webhook.Retry;
import io.github.camelflux.emulator.webhook.Webhooks;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Serves one task after the other, whatever its type. */
final class Desk {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> TASK_TYPES =
            List.of("imageInference", "getResponse", "getTaskDetails", "ping", "accountManagement", "authentication");

    /** Version 4 is documented, version 7 was seen to be taken. */
    private static final Pattern TASK_UUID =
            Pattern.compile("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private static final String NO_ENCODER =
            "This emulator cannot write WEBP here. Put io.github.darkxanter:webp-imageio "
                    + "on its class path, and run it on a system that this library has native code for.";

    private final RunwareSettings settings;
    private final Tasks tasks;
    private final Images images;
    private final Uploads uploads;
    private final Webhooks webhooks;
    private final Generations generations;
    private final InstantSource clock;

    Desk(
            RunwareSettings settings,
            Tasks tasks,
            Images images,
            Uploads uploads,
            Webhooks webhooks,
            InstantSource clock) {
        this.uploads = uploads;
        this.webhooks = webhooks;
        this.settings = settings;
        this.tasks = tasks;
        this.images = images;
        this.generations = new Generations(images);
        this.clock = clock;
    }

    /** @param origin where the client believes to be talking to */
    void serve(JsonNode task, String origin, Answers answers) throws Refusal {
        if (!task.isObject()) {
            throw new Refusal(400, "invalidRequest", "Each task must be a JSON object.");
        }
        Fields fields = Fields.of(task);
        String type = fields.required("taskType");
        switch (type) {
            case "imageInference" -> submit(task, id(fields), origin, answers);
            case "getResponse" -> poll(id(fields), origin, answers);
            case "getTaskDetails" -> details(id(fields), origin, answers);
            case "ping" -> answers.add(echo(task).put("pong", true));
            case "accountManagement" -> account(fields, echo(task), answers);
            case "authentication" -> answers.served();
            default ->
                throw fields.invalid("taskType", "string", "must be one of " + String.join(", ", TASK_TYPES))
                        .allowing(TASK_TYPES);
        }
    }

    private static String id(Fields task) throws Refusal {
        String id = task.required("taskUUID");
        if (!TASK_UUID.matcher(id).matches()) {
            throw task.invalid("taskUUID", "string", "must be a UUID v4");
        }
        return id;
    }

    private static ObjectNode echo(JsonNode task) {
        ObjectNode echo = JSON.objectNode();
        echo.set("taskType", task.get("taskType"));
        return task.path("taskUUID").isTextual() ? echo.set("taskUUID", task.get("taskUUID")) : echo;
    }

    // ---- submit

    private void submit(JsonNode request, String id, String origin, Answers answers) throws Refusal {
        Inference inference = Inference.read(request, settings);
        if (!images.offers(inference.pictures().get(0).format())) {
            throw Refusal.of("outputFormat", "unsupportedOutputFormat", NO_ENCODER);
        }
        Task task = admitted(tasks.admit(UUID.fromString(id), inference));
        images.expect(task);
        uploads.expect(task);
        inference.webhook().ifPresent(url -> call(task, url, origin));
        if (inference.async()) {
            acknowledge(request, answers);
            return;
        }
        boolean answered = switch (task.course().outcome()) {
            case LOST, ENDLESS -> false;
            default -> true;
        };
        answers.holdUntil(answered ? task.endsAt() : Instant.MAX);
        if (answered) {
            generations.ended(task, origin, answers);
        }
    }

    /** One call for each picture; a lost task has nobody who could tell of it. */
    private void call(Task task, String url, String origin) {
        if (task.course().outcome() == Outcome.LOST) {
            return;
        }
        for (int i = 0; i < task.order().pictures().size(); i++) {
            int picture = i;
            webhooks.expect(new Callback(
                    "runware",
                    task.id().toString(),
                    url,
                    task.endsAt(i),
                    task.webhook(),
                    Retry.RUNWARE,
                    () -> generations
                            .called(task, picture, origin, settings.webhookForm())
                            .toString()
                            .getBytes(StandardCharsets.UTF_8),
                    body -> Map.of()));
        }
    }

    private static Task admitted(Admission admission) throws Refusal {
        if (admission instanceof Task task) {
            return task;
        }
        throw switch ((Admission.Refusal) admission) {
            case ID_IN_USE ->
                Refusal.of("taskUUID", "conflictTaskUUID", "The taskUUID is already in use by another task.");
            case INSUFFICIENT_CREDITS ->
                new Refusal(402, "insufficientCredits", "Insufficient credits. Add funds to your account.");
            case TOO_MANY_ACTIVE_TASKS ->
                new Refusal(429, "rateLimitExceeded", "Too many tasks in flight. Try again later.");
        };
    }

    private void acknowledge(JsonNode request, Answers answers) {
        switch (settings.acknowledgement()) {
            case PLAIN -> answers.add(echo(request));
            case PROCESSING -> answers.add(echo(request).put("status", "processing"));
            case EMPTY -> answers.served();
        }
    }

    // ---- questions about a task

    private void poll(String id, String origin, Answers answers) {
        Optional<Task> found = tasks.find(UUID.fromString(id));
        if (found.filter(Desk::isAnswered).isPresent()) {
            answers.served(); // a task that was answered at once is closed
            return;
        }
        TaskState state = found.map(tasks::poll).orElseGet(Unknown::new);
        if (!(state instanceof Unknown)) {
            generations.polled(found.orElseThrow(), state, clock.instant(), origin, answers);
        } else if (settings.unknownTask() == UnknownTask.EMPTY) {
            answers.served();
        } else {
            ObjectNode element =
                    JSON.objectNode().put("taskType", "getResponse").put("taskUUID", id);
            answers.add(element.put("status", "processing"));
        }
    }

    private static boolean isAnswered(Task task) {
        return !((Inference) task.order()).async();
    }

    /** The archive also knows what {@code getResponse} no longer tells: how a task was answered that is closed. */
    private void details(String id, String origin, Answers answers) throws Refusal {
        Task task = tasks.find(UUID.fromString(id))
                .filter(found -> found.course().outcome() != Outcome.LOST)
                .orElseThrow(() -> new Refusal(404, "taskNotFound", "There is no task with this taskUUID."));
        Answers response = new Answers();
        if (!clock.instant().isBefore(task.endsAt())) {
            generations.ended(task, origin, response);
        }
        ObjectNode element = JSON.objectNode().put("taskType", "getTaskDetails").put("taskUUID", id);
        element.putArray("request").add(((Inference) task.order()).request());
        element.set("response", response.toJson());
        answers.add(element);
    }

    // ---- the account

    private void account(Fields task, ObjectNode element, Answers answers) throws Refusal {
        id(task);
        task.required("operation");
        String operation = task.choice("operation", List.of("getDetails"));
        element.put("operation", operation)
                .put("organizationUUID", "6a1f9f0e-0d53-4c53-9d0a-5b6f3a2c1e00")
                .put("organizationName", "Emulated organization");
        BigDecimal dollars = tasks.balance().movePointLeft(2);
        if (!settings.balanceAsNumber()) {
            element.putObject("balance").put("amount", dollars).put("currency", "USD");
        } else {
            element.put("balance", dollars);
        }
        element.putArray("team");
        element.putArray("apiKeys");
        element.putObject("usage");
        answers.add(element);
    }
}
