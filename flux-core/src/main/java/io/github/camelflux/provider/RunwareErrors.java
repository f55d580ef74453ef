package io.github.camelflux.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.Parameter;
import io.github.camelflux.Printable;
import io.github.camelflux.Provider;
import io.github.camelflux.ProviderError;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the API's errors mean for a caller. Codes differ by model and are still being standardised:
 * <a href="https://runware.ai/docs/platform/errors">errors</a>.
 */
final class RunwareErrors {
    private static final Set<String> SHOWN_ELSEWHERE =
            Set.of("code", "message", "parameter", "allowedValues", "taskUUID", "error", "status");

    /** A sentence can list every size that is allowed. */
    private static final int LONGEST_MESSAGE = 2_000;

    private static final int MOST_DETAILS = 50;

    private static final Pattern CREDITS =
            Pattern.compile("(?i).*(credits|quota|balance(?!r)).*|paymentRequired|insufficientFunds");
    private static final Pattern KEY = Pattern.compile("(invalid|missing)ApiKey|unauthorized|auth(entication)?Failed"
            + "|authTimeout|(invalid|missing)Authentication|invalidCredentials|token(Expired|Invalid|Missing|Revoked)");
    private static final Pattern PERMISSION = Pattern.compile("forbidden|permissionDenied|insufficientPermissions"
            + "|(account|organization|workspace)(Suspended|Disabled)");
    private static final Pattern THROTTLING = Pattern.compile("(?i).*rateLimit.*");
    private static final Pattern MODERATION = Pattern.compile("(?i)invalidProviderContent|.*contentPolicy.*"
            + "|(sensitive|unsafe|nsfw)Content.*|(prompt|image)Blocked|.*moderat(ion|ed).*");
    private static final Pattern REQUEST_MODERATION = Pattern.compile("(?i).*prompt.*");

    /** What a fault of the platform is called that can come after a task was made. */
    private static final Pattern PLATFORM =
            Pattern.compile("(?i)(provider|inference|task|processing|server|service).*|.*timeout.*");

    private static final Pattern WORDS_OF_MODERATION = Pattern.compile("(?is).*(moderat|content policy|nsfw).*");
    private static final Pattern VALIDATION = Pattern.compile("(invalid|missing|duplicate|unsupported|value|array|max"
            + "|incompatible|mismatch|validation|unknown(Parameter|Model|ProviderSettings)).*");

    /** An answer under one of these means that no task was made, whatever is in it; the others prove nothing. */
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 402, 403, 404, 413, 415, 422, 429);

    private RunwareErrors() {}

    /** Whether a status alone means that no task was made. */
    static boolean isRefusal(int status) {
        return REFUSALS.contains(status);
    }

    /** An error of which only words are known. */
    static ProviderError bare(String words) {
        return new ProviderError("", words, List.of(), List.of(), Map.of());
    }

    /** An error as the API writes it, which can be no more than a text. */
    static ProviderError read(JsonNode error) {
        Map<String, String> details = new LinkedHashMap<>();
        error.properties().stream().limit(MOST_DETAILS).forEach(member -> {
            JsonNode value = member.getValue();
            if (!value.isNull() && !SHOWN_ELSEWHERE.contains(member.getKey())) {
                details.put(Printable.of(member.getKey()), text(value));
            }
        });
        String message = error.isTextual() ? error.textValue() : first(error, "message", "errorMessage", "error");
        return new ProviderError(
                Printable.of(first(error, "code", "errorId")),
                Printable.of(message, LONGEST_MESSAGE),
                texts(error.path("parameter")),
                texts(error.path("allowedValues")),
                details);
    }

    private static String first(JsonNode error, String... names) {
        for (String name : names) {
            JsonNode member = error.path(name);
            if (member.isTextual() || member.isNumber()) {
                return member.asText();
            }
        }
        return "";
    }

    /** A text, a list of texts, or an object, whose members become {@code name: value}. */
    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isObject()) {
            node.properties().stream()
                    .limit(MOST_DETAILS)
                    .forEach(member -> texts.add(Printable.of(member.getKey() + ": ") + text(member.getValue())));
        } else if (node.isArray()) {
            for (int i = 0; i < Math.min(node.size(), MOST_DETAILS); i++) {
                texts.add(text(node.get(i)));
            }
        } else if (node.isValueNode() && !node.isNull()) {
            texts.add(text(node));
        }
        return texts;
    }

    private static String text(JsonNode value) {
        return Printable.of(value.isValueNode() ? value.asText() : value.toString());
    }

    /** The answer to a task's name that is taken. Names are drawn here, so it is taken by the same task. */
    static boolean isConflict(List<ProviderError> errors) {
        return errors.stream().anyMatch(error -> error.code().equals("conflictTaskUUID"));
    }

    /** Whether the answer's status or words ask to come back later, and prove that no task was made. */
    static boolean isThrottling(int status, List<ProviderError> errors) {
        return status == 429 || ((status == 200 || REFUSALS.contains(status)) && is(THROTTLING, errors));
    }

    /** Whether all that is said is that there is no such task, which proves nothing. */
    static boolean isNotFound(ProviderError error) {
        return error.code().endsWith("NotFound");
    }

    /**
     * What an answer means that proves that no task was made; empty for any other.
     *
     * @param status of the answer
     * @param errors about the call or its only task
     */
    static Optional<FluxException> refusal(int status, List<ProviderError> errors, TaskContext task) {
        boolean refused = REFUSALS.contains(status);
        boolean said = status == 200 && !errors.isEmpty();
        if (!refused && !said) {
            return Optional.empty();
        }
        TaskContext context = task.with(errors);
        Optional<FluxException> caller = refusedCaller(status, errors, context);
        if (caller.isPresent()) {
            return caller;
        }
        if (is(MODERATION, errors)) {
            return Optional.of(new Moderated(moderated(errors, TaskStatus.Stage.REQUEST), context));
        }
        return refused || errors.stream().allMatch(RunwareErrors::isValidation)
                ? Optional.of(new InvalidRequest(
                        "The provider refused the request: " + describe(errors), faults(errors), context))
                : Optional.empty();
    }

    private static boolean isValidation(ProviderError error) {
        return VALIDATION.matcher(error.code()).matches();
    }

    /** Who asks, rather than what is asked for, is what the provider has something against. */
    static Optional<FluxException> refusedCaller(int status, List<ProviderError> errors, TaskContext context) {
        String words = describe(errors);
        if (is(CREDITS, errors) || status == 402) {
            return Optional.of(
                    new Refused(Refused.Reason.CREDITS, "The account has too few credits: " + words, context));
        }
        boolean key = is(KEY, errors) || status == 401;
        if (key || is(PERMISSION, errors) || status == 403) {
            String message = "The provider refused the key, or what it was used for (runwareApiKey or "
                    + Provider.RUNWARE.keyVariable() + "): " + words;
            return Optional.of(new Refused(key ? Refused.Reason.KEY : Refused.Reason.PERMISSION, message, context));
        }
        return Optional.empty();
    }

    /** Some faults of the platform are moderation by their sentence alone. */
    static boolean isModeration(List<ProviderError> errors) {
        return is(MODERATION, errors)
                || errors.stream()
                        .anyMatch(error -> PLATFORM.matcher(error.code()).matches()
                                && WORDS_OF_MODERATION.matcher(error.message()).matches());
    }

    static TaskStatus.Moderated moderated(List<ProviderError> errors, TaskStatus.Stage stage) {
        TaskStatus.Stage told = is(REQUEST_MODERATION, errors) ? TaskStatus.Stage.REQUEST : stage;
        return new TaskStatus.Moderated(
                told, errors.stream().map(ProviderError::describe).toList(), null);
    }

    private static boolean is(Pattern code, List<ProviderError> errors) {
        return errors.stream().anyMatch(error -> code.matcher(error.code()).matches());
    }

    static String describe(List<ProviderError> errors) {
        return errors.isEmpty()
                ? "no reason given"
                : String.join("; ", errors.stream().map(ProviderError::describe).toList());
    }

    private static List<RequestFault> faults(List<ProviderError> errors) {
        List<RequestFault> faults = new ArrayList<>();
        for (ProviderError error : errors) {
            if (!error.parameters().isEmpty()) {
                String allowed =
                        error.allowedValues().isEmpty() ? error.message() : String.join(", ", error.allowedValues());
                String fields = String.join(
                        ", ",
                        error.parameters().stream().map(RunwareErrors::ours).toList());
                faults.add(new RequestFault(fields, "", allowed));
            }
        }
        return faults;
    }

    /** The provider's name for a parameter as our users know it. */
    private static String ours(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return switch (last) {
            case "positivePrompt" -> Parameter.PROMPT.id();
            case "webhookURL" -> Parameter.WEBHOOK_URL.id();
            default -> last;
        };
    }
}
