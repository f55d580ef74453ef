package io.github.camelflux.client;

import static io.github.camelflux.http.ScriptedTransport.reply;

import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport.Sent;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Runware answers, written down from its documents; each takes the call that is answered. */
final class RunwareReplies {
    private static final Pattern TASK_UUID = Pattern.compile("\"taskUUID\":\"([^\"]+)\"");

    private RunwareReplies() {}

    /** The tasks that a call is about, in its order. */
    static List<String> tasks(Sent call) {
        return TASK_UUID
                .matcher(call.text())
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static HttpOutcome forEach(Sent call, UnaryOperator<String> element) {
        return reply(200, tasks(call).stream().map(element).collect(Collectors.joining(",", "{\"data\":[", "]}")));
    }

    static HttpOutcome acknowledged(Sent call) {
        return forEach(call, id -> "{\"taskType\":\"imageInference\",\"taskUUID\":\"" + id + "\"}");
    }

    static HttpOutcome processing(Sent call) {
        return forEach(
                call, id -> "{\"taskType\":\"imageInference\",\"taskUUID\":\"" + id + "\",\"status\":\"processing\"}");
    }

    static HttpOutcome ready(Sent call) {
        return forEach(call, id -> image(id, id));
    }

    /** One image of a task. */
    static String image(String taskId, String imageId) {
        return "{\"taskType\":\"imageInference\",\"taskUUID\":\"" + taskId
                + "\",\"status\":\"success\",\"imageUUID\":\""
                + imageId + "\",\"imageURL\":\"https://im.runware.ai/image/os/a1/ws/3/ii/" + imageId
                + ".jpg?sig=CANARY\",\"seed\":42,\"cost\":0.06}";
    }

    static HttpOutcome unknown() {
        return reply(200, "{\"data\":[]}");
    }

    static HttpOutcome conflict(Sent call) {
        return refused(call, 400, "conflictTaskUUID");
    }

    static HttpOutcome refused(Sent call, int status, String code) {
        return reply(
                status,
                "{\"data\":[],\"errors\":[{\"code\":\"" + code + "\",\"message\":\"No.\",\"taskType\":"
                        + "\"imageInference\",\"taskUUID\":\"" + tasks(call).get(0) + "\"}]}");
    }
}
