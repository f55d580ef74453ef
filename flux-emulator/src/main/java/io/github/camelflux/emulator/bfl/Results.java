package io.github.camelflux.emulator.bfl;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.emulator.http.Reply;
import io.github.camelflux.emulator.provider.Course;
import io.github.camelflux.emulator.provider.Task;
import io.github.camelflux.emulator.provider.TaskState;
import io.github.camelflux.emulator.provider.TaskState.Running;
import io.github.camelflux.emulator.provider.TaskState.Unknown;
import io.github.camelflux.emulator.storage.Samples;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells how a task is getting on, in BFL's words.
 *
 * @see <a href="https://docs.bfl.ai/api-reference/utility/get-result">the document of these answers</a>
 */
final class Results {
    private final Samples samples;
    private final boolean showsSteps;

    /** @param showsSteps whether a running task is more than pending, as newer models are */
    Results(Samples samples, boolean showsSteps) {
        this.samples = samples;
        this.showsSteps = showsSteps;
    }

    /** @param origin where the client believes to be talking to */
    Reply of(Task task, TaskState state, String origin) {
        String id = task.id().toString();
        if (state instanceof Unknown) {
            return notFound(id);
        }
        if (state instanceof Running running) {
            String status = running.status() == null ? step(running.progress()) : running.status();
            return reply(200, result(id, status).put("progress", running.progress()));
        }
        return reply(task.course().httpStatus(), ended(task, origin));
    }

    private String step(double progress) {
        if (!showsSteps || progress < 0.1) {
            return "Pending";
        }
        return progress < 0.3 ? "Reasoning" : "Generating";
    }

    static Reply notFound(String id) {
        return reply(404, result(id, "Task not found"));
    }

    private ObjectNode ended(Task task, String origin) {
        Course course = task.course();
        String id = task.id().toString();
        return switch (task.outcome(0)) {
            case REQUEST_MODERATED -> moderated(id, "Request Moderated", course);
            case CONTENT_MODERATED -> moderated(id, "Content Moderated", course);
            case ERROR -> error(id, course);
            case FAILED -> result(id, "Failed");
            case READY, LOST, ENDLESS -> ready(task, origin);
        };
    }

    /** What the webhook is told of a task that is over. */
    ObjectNode called(Task task, String origin, BflWebhookForm form) {
        ObjectNode polled = ended(task, origin);
        boolean ready = polled.path("status").textValue().equals("Ready");
        String status = polled.get("status").textValue();
        String id = task.id().toString();
        String message = task.course().details().isEmpty()
                ? status
                : String.join(", ", task.course().details());
        if (form == BflWebhookForm.OLD) {
            ObjectNode body = JsonNodeFactory.instance
                    .objectNode()
                    .put("task_id", id)
                    .put("status", ready ? "SUCCESS" : "FAILED");
            body.set("result", ready ? ((ObjectNode) polled.get("result")).without("prompt") : polled.get("result"));
            return body.put("error", ready ? null : message).put("progress", ready ? 1.0 : 0.0);
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("id", id).put("status", status);
        if (ready) {
            body.set("result", ((ObjectNode) polled.get("result")).retain("sample", "prompt", "seed"));
        } else {
            body.put("error", status).put("message", message);
        }
        return body.put("timestamp", task.endsAt().toString());
    }

    private ObjectNode ready(Task task, String origin) {
        ObjectNode answer = result(task.id().toString(), "Ready");
        ObjectNode picture = answer.putObject("result");
        if (task.course().hasSample()) {
            picture.put("sample", samples.address(task, origin));
        }
        Duration time = Duration.between(task.acceptedAt(), task.endsAt());
        picture.put("prompt", task.order().pictures().get(0).prompt())
                .put("seed", new BigInteger(task.order().pictures().get(0).seed()))
                .put("start_time", seconds(task.acceptedAt()))
                .put("end_time", seconds(task.endsAt()))
                .put("duration", time.toMillis() / 1000.0);
        return answer.put("cost", task.cost().doubleValue());
    }

    private static BigDecimal seconds(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }

    private static ObjectNode moderated(String id, String status, Course course) {
        ObjectNode answer = result(id, status).put("cost", 0.0);
        ArrayNode reasons = answer.putObject("details").putArray("Moderation Reasons");
        course.details().forEach(reasons::add);
        return answer;
    }

    private static ObjectNode error(String id, Course course) {
        ObjectNode answer = result(id, "Error");
        answer.putObject("details").put("error", String.join(" ", course.details()));
        return answer;
    }

    /** All fields of a result, those that depend on the status still null. */
    private static ObjectNode result(String id, String status) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("id", id).put("status", status);
        return answer.putNull("result").putNull("progress").putNull("details").putNull("preview");
    }

    private static Reply reply(int status, ObjectNode body) {
        return Reply.json(status, body.toString());
    }
}
