package io.github.camelflux.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.Parameter;
import io.github.camelflux.Printable;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.HttpOutcome;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The API's two ways to say what is wrong: one text, or a list of faults with their places. */
final class BflErrors {
    /** As many as a message names; the error carries them all. */
    private static final int MOST_FAULTS = 10;

    private static final int LONGEST_TEXT = 500;

    private static final String REFUSED_KEY =
            "The provider refused the key, or what it was used for (apiKey or " + Provider.BFL.keyVariable() + "): ";

    private BflErrors() {}

    static String describe(JsonNode body) {
        JsonNode detail = body.path("detail");
        if (detail.isTextual()) {
            return Printable.of(detail.textValue());
        }
        String texts = faults(detail).stream()
                .limit(MOST_FAULTS)
                .map(fault -> fault.field() + ": " + fault.allowed())
                .collect(Collectors.joining("; "));
        return texts.isEmpty() ? "no reason given" : texts;
    }

    /** The reason of a refusal, whatever it is written in. */
    static String describe(HttpOutcome.Reply reply, JsonNode body) {
        JsonNode detail = body.path("detail");
        return detail.isTextual() || (detail.isArray() && !detail.isEmpty())
                ? describe(body)
                : AnswerText.of(reply, body);
    }

    static FluxException nothingThere(URI address, String detail, TaskContext context) {
        String message = Printable.address(address.toString()) + " answered HTTP 404 (" + detail
                + "): check the base address (baseUrl), which is given without /v1";
        return new InvalidRequest(message, List.of(), context);
    }

    /** The one refusal that comes as bare text. */
    static boolean isAboutFinetune(HttpOutcome.Reply reply) {
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        return text.length() <= LONGEST_TEXT && text.toLowerCase(Locale.ROOT).contains("finetune not found");
    }

    static FluxException noSuchFinetune(ImageRequest request, TaskContext context) {
        RequestFault fault = new RequestFault(
                Parameter.FINETUNE_ID.id(),
                String.valueOf(request.finetuneId()),
                "a fine-tuned model that the account has and that is ready");
        return new InvalidRequest("The provider refused the request: " + fault.describe(), List.of(fault), context);
    }

    static FluxException rejection(JsonNode body, String detail, TaskContext context) {
        if (detail.contains("API key")) {
            return new Refused(Refused.Reason.KEY, REFUSED_KEY + detail, context);
        }
        return new InvalidRequest("The provider refused the request: " + detail, faults(body.path("detail")), context);
    }

    static FluxException forbidden(String detail, TaskContext context) {
        boolean key = detail.contains("uthenticat");
        Refused.Reason reason = key ? Refused.Reason.KEY : Refused.Reason.PERMISSION;
        return new Refused(reason, REFUSED_KEY + detail, context);
    }

    private static List<RequestFault> faults(JsonNode detail) {
        List<RequestFault> faults = new ArrayList<>();
        for (JsonNode fault : detail) {
            List<String> place = new ArrayList<>();
            fault.path("loc").forEach(part -> place.add(part.asText()));
            place.remove("body");
            String name = String.join(".", place);
            Optional<Parameter> parameter = BflRequestBody.parameter(name);
            String field = Printable.of(parameter.map(Parameter::id).orElse(name));
            String words = Printable.of(fault.path("msg").asText());
            faults.add(new RequestFault(field, given(parameter, fault.path("input")), words));
        }
        return faults;
    }

    /** The API repeats what it was sent, at some places all of it, which may be private. */
    private static String given(Optional<Parameter> parameter, JsonNode input) {
        boolean isShown = parameter.isPresent() && !parameter.get().isPrivate();
        return isShown ? input.asText() : "(hidden)";
    }
}
