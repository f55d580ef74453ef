package io.github.camelflux.emulator.runware;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.emulator.http.Cut;
import io.github.camelflux.emulator.http.Cut.Ending;
import io.github.camelflux.emulator.http.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;

/** What one request is answered, put together task by task. */
final class Answers {
    private final ArrayNode data = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode errors = JsonNodeFactory.instance.arrayNode();
    private final TreeSet<Integer> statuses = new TreeSet<>();
    private Instant due = Instant.MIN;

    /** A task that is served, whether there is anything to tell of it or not. */
    void served() {
        statuses.add(200);
    }

    void add(ObjectNode element) {
        served();
        data.add(element);
    }

    /** A task that is refused, or the failure of one of its pictures. */
    void refuse(Refusal refusal, JsonNode task) {
        ObjectNode error = refusal.toJson();
        for (String field : new String[] {"taskType", "taskUUID"}) {
            if (task.path(field).isTextual()) {
                error.set(field, task.get(field));
            }
        }
        fail(error, refusal.status);
    }

    /** @param status of the HTTP answer if nothing succeeds */
    void fail(ObjectNode error, int status) {
        statuses.add(status);
        errors.add(error);
    }

    /** The answer is not given before; at {@link Instant#MAX} it never is. */
    void holdUntil(Instant time) {
        due = due.isAfter(time) ? due : time;
    }

    ObjectNode toJson() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("data", data);
        return errors.isEmpty() ? body : body.set("errors", errors);
    }

    Reply toReply(Instant now) {
        Reply reply = Reply.json(status(), toJson().toString());
        if (due.equals(Instant.MAX)) {
            return reply.broken(new Cut(Cut.BEFORE_HEADERS, Ending.STALL));
        }
        return due.isAfter(now) ? reply.after(Duration.between(now, due)) : reply;
    }

    /** What succeeds decides; if nothing does, what all the failures have in common. */
    private int status() {
        if (statuses.isEmpty() || statuses.contains(200)) {
            return 200;
        }
        return statuses.size() == 1 ? statuses.first() : 400;
    }
}
