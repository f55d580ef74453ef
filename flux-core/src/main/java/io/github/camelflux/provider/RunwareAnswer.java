package io.github.camelflux.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.ProviderError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer taken apart by the tasks that it is about, whatever the order in it. Errors stand in several places and
 * shapes, and under any HTTP status: <a href="https://runware.ai/docs/platform/errors">errors</a>.
 */
final class RunwareAnswer {
    /** The question that finds what the usual one has lost; that it finds nothing says nothing. */
    static final String ARCHIVE = "getTaskDetails";

    private static final Set<String> FAILED = Set.of("error", "failed");

    /** More of one task's errors help nobody. */
    private static final int MOST = 50;

    private final JsonNode data;
    private final Map<String, Told> tasks = new HashMap<>();
    private final List<ProviderError> ofTheCall = new ArrayList<>();

    private RunwareAnswer(JsonNode data) {
        this.data = data;
    }

    static RunwareAnswer of(JsonNode body) {
        RunwareAnswer answer = new RunwareAnswer(body.path("data"));
        JsonNode errors = body.path("errors");
        if (errors.isArray()) {
            errors.forEach(error -> answer.addError(error, error));
        } else if (isSaid(errors)) {
            answer.addError(errors, errors);
        }
        JsonNode single = body.path("error");
        if (single.isObject()) {
            answer.addError(single, single.has("taskUUID") ? single : body);
        } else if (isSaid(single) || body.has("errorMessage") || body.has("errorId")) {
            answer.addError(body, body);
        }
        if (answer.hasData()) {
            answer.data.forEach(answer::addElement);
        }
        return answer;
    }

    private static boolean isSaid(JsonNode error) {
        return error.isObject() || error.isTextual() || (error.isBoolean() && error.booleanValue());
    }

    private void addError(JsonNode error, JsonNode task) {
        String taskId = Json.text(task, "taskUUID");
        if (ARCHIVE.equals(Json.text(error, "taskType"))) {
            return;
        }
        List<ProviderError> about = taskId == null ? ofTheCall : told(taskId).listed;
        if (about.size() < MOST) {
            about.add(RunwareErrors.read(error));
        }
    }

    private void addElement(JsonNode element) {
        String taskId = Json.text(element, "taskUUID");
        if (taskId == null) {
            if (isFailure(element)) {
                ofTheCall.add(failure(element));
            }
        } else if (ARCHIVE.equals(Json.text(element, "taskType"))) {
            addArchived(taskId, element.path("response"));
        } else if (isFailure(element)) {
            told(taskId).inPlace.add(failure(element));
        } else {
            told(taskId).elements.add(element);
        }
    }

    /**
     * The archive keeps an answer within an element of its own. Its errors do not count: it keeps the last answer, which
     * can be the refusal of a repeated submit.
     */
    private void addArchived(String taskId, JsonNode response) {
        JsonNode data = response.isObject() && response.has("data") ? response.path("data") : response;
        Iterable<JsonNode> elements = data.isArray() ? data : List.of(data);
        for (JsonNode element : elements) {
            String about = Json.text(element, "taskUUID");
            if (element.isObject() && !isFailure(element) && (about == null || about.equals(taskId))) {
                told(taskId).elements.add(element);
            }
        }
    }

    private static boolean isFailure(JsonNode element) {
        String status = Json.text(element, "status");
        return (status != null && FAILED.contains(status)) || isSaid(element.path("error"));
    }

    private static ProviderError failure(JsonNode element) {
        return RunwareErrors.read(element.path("error").isObject() ? element.path("error") : element);
    }

    private Told told(String taskId) {
        return tasks.computeIfAbsent(taskId, any -> new Told(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
    }

    /** Whether there is a list of results, if an empty one. */
    boolean hasData() {
        return data.isArray();
    }

    /** Whether there is a list of results, and nothing in it. */
    boolean hasEmptyData() {
        return data.isArray() && data.isEmpty();
    }

    /** Errors that name no task. */
    List<ProviderError> ofTheCall() {
        return ofTheCall;
    }

    /** Every error there is, of the call first. */
    List<ProviderError> all() {
        List<ProviderError> all = new ArrayList<>(ofTheCall);
        tasks.values().forEach(told -> all.addAll(told.failures()));
        return all;
    }

    /** What is said about a task, or null when it is not mentioned. */
    @Nullable
    Told about(String taskId) {
        return tasks.get(taskId);
    }

    /** What is said as a webhook. */
    WebhookNews news() {
        boolean isRunning = !tasks.isEmpty()
                && tasks.values().stream()
                        .allMatch(told -> told.failures().isEmpty()
                                && told.elements.stream().allMatch(RunwareTaskReader::isRunning));
        return new WebhookNews(tasks.keySet(), !isRunning);
    }

    /** Whether nothing is said about any task. */
    boolean namesNoTask() {
        return tasks.isEmpty();
    }

    /**
     * What is said about one task.
     *
     * @param elements that are no failures
     * @param listed failures apart from the elements
     * @param inPlace failures in place of elements
     */
    record Told(List<JsonNode> elements, List<ProviderError> listed, List<ProviderError> inPlace) {

        /** All failures; one that is told in both places is one. */
        List<ProviderError> failures() {
            List<ProviderError> all = new ArrayList<>(listed);
            List<String> known =
                    new ArrayList<>(listed.stream().map(ProviderError::describe).toList());
            for (ProviderError failure : inPlace) {
                if (!known.remove(failure.describe())) {
                    all.add(failure);
                }
            }
            return all;
        }
    }
}
