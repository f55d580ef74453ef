package io.github.camelflux.emulator.runware;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.emulator.drawing.Picture;
import io.github.camelflux.emulator.provider.Course;
import io.github.camelflux.emulator.provider.Course.Outcome;
import io.github.camelflux.emulator.provider.Task;
import io.github.camelflux.emulator.provider.TaskState;
import io.github.camelflux.emulator.provider.TaskState.Running;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;

/** Tells what has become of a task's pictures, one by one and always in the same order. */
final class Generations {
    private static final int REFUSED = 400;

    private final Images images;

    Generations(Images images) {
        this.images = images;
    }

    /** How they look now: finished, failed or still at work. */
    void polled(Task task, TaskState state, Instant now, String origin, Answers answers) {
        Inference inference = (Inference) task.order();
        String shown = state instanceof Running running ? running.status() : null;
        for (int i = 0; i < inference.pictures().size(); i++) {
            boolean over = state instanceof TaskState.Ended || !now.isBefore(task.endsAt(i));
            if (shown != null || !over) {
                answers.add(element(inference).put("status", shown == null ? "processing" : shown));
            } else {
                tell(task, i, origin, answers);
            }
        }
    }

    private void tell(Task task, int index, String origin, Answers answers) {
        Inference inference = (Inference) task.order();
        if (task.outcome(index) == Outcome.FAILED) {
            // The second form in which clients expect failures, beside the errors.
            ObjectNode failed = element(inference).put("status", "error");
            failed.set("error", failure(task, index).toJson());
            answers.add(failed);
        } else if (task.outcome(index).isFree()) {
            ObjectNode error = failure(task, index).toJson().put("status", "error");
            error.setAll(element(inference));
            answers.fail(error, task.course().httpStatus());
        } else {
            answers.add(finished(task, index, origin).put("status", "success"));
        }
    }

    /** What the webhook is told of one picture that is over. */
    ObjectNode called(Task task, int index, String origin, RunwareWebhookForm form) {
        Answers answers = new Answers();
        tell(task, index, origin, answers);
        ObjectNode body = answers.toJson();
        if (body.path("data").isEmpty()) {
            body.remove("data");
        }
        return form == RunwareWebhookForm.WRAPPED
                ? body
                : (ObjectNode) body.elements().next().get(0);
    }

    /** How they will all look in the end. */
    void ended(Task task, String origin, Answers answers) {
        Inference inference = (Inference) task.order();
        for (int i = 0; i < inference.pictures().size(); i++) {
            if (task.outcome(i).isFree()) {
                answers.refuse(failure(task, i), inference.request());
            } else {
                answers.add(finished(task, i, origin));
            }
        }
    }

    private static ObjectNode element(Inference inference) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("taskType", "imageInference")
                .put("taskUUID", inference.taskUUID());
    }

    private ObjectNode finished(Task task, int index, String origin) {
        Inference inference = (Inference) task.order();
        Picture picture = inference.pictures().get(index);
        ObjectNode element = element(inference)
                .put("imageUUID", inference.images().get(index).toString())
                .put("seed", new BigInteger(picture.seed()));
        if (task.course().hasSample()) {
            addImage(element, inference, index, origin);
        }
        if (inference.checksSafety()) {
            element.put("NSFWContent", task.course().flagged());
        }
        return inference.includeCost() ? element.put("cost", inference.price().movePointLeft(2)) : element;
    }

    private void addImage(ObjectNode element, Inference inference, int index, String origin) {
        if (inference.outputType().equals("URL")) {
            element.put("imageURL", origin + Images.path(inference, index));
            return;
        }
        Picture picture = inference.pictures().get(index);
        String base64 = Base64.getEncoder().encodeToString(images.file(picture));
        if (inference.outputType().equals("base64Data")) {
            element.put("imageBase64Data", base64);
        } else {
            element.put("imageDataURI", "data:" + picture.format().mediaType() + ";base64," + base64);
        }
    }

    private static Refusal failure(Task task, int index) {
        Course course = task.course();
        int count = task.order().pictures().size();
        String which = count == 1 ? "The image" : "Image " + (index + 1) + " of " + count;
        return switch (task.outcome(index)) {
            case REQUEST_MODERATED ->
                failure(course, "invalidProviderContent", "The provider's moderation refused the request");
            case CONTENT_MODERATED ->
                failure(course, "invalidProviderContent", "The provider's moderation refused the generated content");
            case FAILED -> failure(course, "taskFailed", which + " could not be generated");
            default -> failure(course, "inferenceError", which + " could not be generated");
        };
    }

    private static Refusal failure(Course course, String usualCode, String message) {
        String code = course.errorCode() == null ? usualCode : course.errorCode();
        String details = String.join(", ", course.details());
        int status = course.httpStatus() == 200 ? REFUSED : course.httpStatus();
        return new Refusal(status, code, message + (details.isEmpty() ? "." : ": " + details + "."));
    }
}
