package io.github.camelflux.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.Cost;
import io.github.camelflux.FailedImage;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.ImageContent;
import io.github.camelflux.Printable;
import io.github.camelflux.ProviderError;
import io.github.camelflux.RemoteImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what an answer says about one task, whose images and failures stand apart in it:
 * <a href="https://runware.ai/docs/platform/task-polling">task polling</a>.
 */
final class RunwareTaskReader {
    /**
     * Several times what the slowest batch was seen to take. By then an image of which nothing was said will not come any
     * more, and the others are not kept back for it.
     */
    private static final Duration LONGEST_GENERATION = Duration.ofMinutes(2);

    /** By then a failure that stands alone is that of the whole batch. */
    private static final Duration FIRST_IMAGE = Duration.ofSeconds(30);

    private static final Set<String> RUNNING = Set.of("processing", "pending", "queued", "scheduled", "waiting");

    private static final String UNUSABLE =
            "The provider says that an image is ready and gives neither its address nor its content";

    private static final double PERCENT = 100;

    private final TaskContext context;
    private final RunwareDelivery delivery;
    private final Duration age;
    private final Instant now;
    private final Map<String, RemoteImage> images = new LinkedHashMap<>();
    private @Nullable BigDecimal cost = BigDecimal.ZERO;
    private @Nullable JsonNode running;
    private boolean hasUnusableImage;

    RunwareTaskReader(TaskContext context, Ticket ticket, Instant now) {
        this.context = context;
        this.delivery = RunwareDelivery.of(ticket);
        this.age = Duration.between(ticket.submittedAt(), now);
        this.now = now;
    }

    /** @param elements those of the answer that carry the task's id */
    PollAnswer read(List<JsonNode> elements, List<ProviderError> errors) {
        elements.forEach(this::read);
        int known = images.size() + errors.size();
        if (known >= delivery.results() || (known > 0 && running == null && isOverdue())) {
            return new PollAnswer.Status(images.isEmpty() ? failed(errors) : ready(errors));
        }
        if (known > 0 || running != null) {
            return pending();
        }
        // A poll never proves that a submit arrived: an unknown task is answered like one that runs.
        return hasUnusableImage ? unusable() : new PollAnswer.Status(new TaskStatus.NotFound());
    }

    private void read(JsonNode element) {
        Optional<RemoteImage> image = image(element);
        if (image.isPresent()) {
            boolean isNew = images.putIfAbsent(key(image.get()), image.get()) == null;
            cost = isNew ? sum(cost, Json.amount(element, "cost")) : cost;
        } else if (isRunning(element)) {
            running = element;
        } else if ("success".equals(Json.text(element, "status")) || element.has("imageUUID")) {
            hasUnusableImage = true;
        }
    }

    /** A cost of nothing is not a price here: it stands for one that is not known, and then neither is the sum. */
    private static @Nullable BigDecimal sum(@Nullable BigDecimal sum, @Nullable BigDecimal cost) {
        return sum == null || cost == null || cost.signum() == 0 ? null : sum.add(cost);
    }

    private boolean isOverdue() {
        return age.compareTo(images.isEmpty() ? FIRST_IMAGE : LONGEST_GENERATION) > 0;
    }

    private String key(RemoteImage image) {
        String address =
                image.address() == null ? "#" + images.size() : image.address().toString();
        return image.id() == null ? address : image.id();
    }

    private PollAnswer pending() {
        String status = running == null ? null : Json.text(running, "status");
        BigDecimal percent = running == null ? null : Json.amount(running, "progress");
        Double progress = delivery.results() > 1 ? Double.valueOf((double) images.size() / delivery.results()) : null;
        if (percent != null && percent.doubleValue() <= PERCENT) {
            progress = percent.doubleValue() / PERCENT;
        }
        boolean known = status == null || RUNNING.contains(status);
        return new PollAnswer.Status(
                new TaskStatus.Pending(status == null ? "processing" : Printable.of(status), known, progress));
    }

    private TaskStatus ready(List<ProviderError> errors) {
        List<FailedImage> failures = new ArrayList<>();
        errors.forEach(error -> failures.add(new FailedImage(error.describe(), List.of(error))));
        while (images.size() + failures.size() < delivery.results()) {
            String message = hasUnusableImage ? UNUSABLE : "The provider says nothing about it";
            failures.add(new FailedImage(message, List.of()));
        }
        Cost settled = cost == null ? null : new Cost(cost, Cost.Source.SETTLED);
        return new TaskStatus.Ready(List.copyOf(images.values()), failures, settled);
    }

    private static TaskStatus failed(List<ProviderError> errors) {
        return RunwareErrors.isModeration(errors)
                ? RunwareErrors.moderated(errors, TaskStatus.Stage.CONTENT)
                : new TaskStatus.Failed(RunwareErrors.describe(errors), errors, null);
    }

    static boolean isRunning(JsonNode element) {
        String status = Json.text(element, "status");
        boolean ofAnUnknownTask = "getResponse".equals(Json.text(element, "taskType"));
        return status != null && !status.equals("success") && !ofAnUnknownTask;
    }

    private PollAnswer unusable() {
        return new PollAnswer.Unusable(new Untrusted(UNUSABLE, null, context, null));
    }

    private Optional<RemoteImage> image(JsonNode element) {
        URI address = Json.address(element, "imageURL");
        ImageContent content = address == null ? content(element) : null;
        if (address == null && content == null) {
            return Optional.empty();
        }
        JsonNode flagged = element.path("NSFWContent");
        return Optional.of(new RemoteImage(
                Json.text(element, "imageUUID"),
                address,
                now.plus(delivery.addressLife()),
                Json.integer(element, "seed"),
                flagged.isBoolean() ? flagged.booleanValue() : null,
                content));
    }

    private static @Nullable ImageContent content(JsonNode element) {
        String base64 = Json.text(element, "imageBase64Data");
        String uri = Json.text(element, "imageDataURI");
        if (base64 == null && uri != null && uri.startsWith("data:")) {
            base64 = uri.substring(uri.indexOf(',') + 1);
        }
        try {
            return base64 == null ? null : new ImageContent(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
