package io.github.camelflux.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.Cost;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.Printable;
import io.github.camelflux.RemoteImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the API says about a task, which it does under any HTTP status:
 * <a href="https://docs.bfl.ai/api-reference/utility/get-result">get result</a>.
 */
final class BflTaskReader {
    /** How long the guide says a signed address works, for when the address does not tell. */
    private static final Duration ADDRESS_LIFE = Duration.ofMinutes(10);

    private static final Pattern EXPIRY = Pattern.compile("(?:^|&)se=([^&]+)");

    PollAnswer read(String status, JsonNode body, TaskContext context, Instant now) {
        return switch (status) {
            case "Ready" -> ready(body, context, now);
            case "Pending", "Reasoning", "Generating" -> pending(status, true, body);
            case "Request Moderated" -> moderated(TaskStatus.Stage.REQUEST, body);
            case "Content Moderated" -> moderated(TaskStatus.Stage.CONTENT, body);
            case "Error", "Failed" -> answer(new TaskStatus.Failed(failure(body), settled(body)));
            case "Task not found" -> notFound();
            default -> pending(Printable.of(status), false, body);
        };
    }

    PollAnswer notFound() {
        return answer(new TaskStatus.NotFound());
    }

    private static PollAnswer answer(TaskStatus status) {
        return new PollAnswer.Status(status);
    }

    private static PollAnswer pending(String status, boolean known, JsonNode body) {
        JsonNode progress = body.path("progress");
        boolean fraction = progress.isNumber() && progress.doubleValue() >= 0 && progress.doubleValue() <= 1;
        return answer(new TaskStatus.Pending(status, known, fraction ? progress.doubleValue() : null));
    }

    private static PollAnswer ready(JsonNode body, TaskContext context, Instant now) {
        JsonNode result = body.path("result");
        URI address = Json.address(result, "sample");
        if (address == null) {
            String message = "The provider says that the image is ready and gives no usable address for it";
            return new PollAnswer.Unusable(new Untrusted(message, null, context, null));
        }
        RemoteImage image = new RemoteImage(address, expiry(address, now), Json.integer(result, "seed"));
        return answer(new TaskStatus.Ready(List.of(image), settled(body)));
    }

    private static Instant expiry(URI address, Instant now) {
        Matcher matcher = EXPIRY.matcher(address.getQuery() == null ? "" : address.getQuery());
        try {
            return matcher.find() ? Instant.parse(matcher.group(1)) : now.plus(ADDRESS_LIFE);
        } catch (DateTimeParseException e) {
            return now.plus(ADDRESS_LIFE);
        }
    }

    private static PollAnswer moderated(TaskStatus.Stage stage, JsonNode body) {
        List<String> reasons = new ArrayList<>();
        body.path("details").path("Moderation Reasons").forEach(reason -> reasons.add(Printable.of(reason.asText())));
        if (body.path("details").isTextual()) {
            reasons.add(Printable.of(body.path("details").textValue()));
        }
        return answer(new TaskStatus.Moderated(stage, reasons, settled(body)));
    }

    private static String failure(JsonNode body) {
        for (JsonNode place : List.of(
                body.path("details").path("error"),
                body.path("details"),
                body.path("result").path("error"))) {
            if (place.isTextual()) {
                return Printable.of(place.textValue());
            }
        }
        return "no reason given";
    }

    private static @Nullable Cost settled(JsonNode body) {
        BigDecimal credits = Json.amount(body, "cost");
        return credits == null ? null : Cost.ofCredits(credits, Cost.Source.SETTLED);
    }
}
