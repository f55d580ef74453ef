package io.github.camelflux.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InputImage;
import io.github.camelflux.Printable;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.TrustedOrigins;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The API of Black Forest Labs: <a href="https://docs.bfl.ai/api-reference">reference</a>. */
public final class BflDialect implements Dialect {
    private final URI baseUrl;
    private final ApiKey key;
    private final TrustedOrigins origins;
    private final BflTaskReader tasks = new BflTaskReader();

    public BflDialect(URI baseUrl, ApiKey key, TrustedOrigins origins) {
        this.baseUrl = baseUrl;
        this.key = key;
        this.origins = origins;
    }

    @Override
    public Provider provider() {
        return Provider.BFL;
    }

    @Override
    public TrustedOrigins origins() {
        return origins;
    }

    @Override
    public HttpCall submit(ImageRequest request, Duration deadline) {
        TaskContext context = TaskContext.of(Provider.BFL);
        URI address = at("/v1/" + path(request.model()));
        HttpCall.Limits limits = new HttpCall.Limits(deadline, Json.MAX_BYTES);
        return HttpCall.post(origins.trust(address, context), key, Json.write(body(request)), limits);
    }

    private static String path(FluxModel model) {
        return switch (model) {
            case ULTRA -> "flux-pro-1.1-ultra";
        };
    }

    /** Only what was set: the API answers some explicit nulls with an error of its own. */
    private static ObjectNode body(ImageRequest request) {
        ObjectNode body = Json.object().put("prompt", request.prompt());
        put(body, "prompt_upsampling", request.promptUpsampling());
        put(body, "seed", request.seed());
        put(body, "aspect_ratio", request.aspectRatio());
        put(body, "safety_tolerance", request.safetyTolerance());
        put(
                body,
                "output_format",
                request.outputFormat() == null ? null : request.outputFormat().id());
        put(body, "raw", request.raw());
        InputImage imagePrompt = request.imagePrompt();
        put(body, "image_prompt", imagePrompt == null ? null : imagePrompt.base64());
        put(body, "image_prompt_strength", request.imagePromptStrength());
        put(body, "webhook_url", request.webhookUrl());
        put(body, "webhook_secret", request.webhookSecret());
        return body;
    }

    private static void put(ObjectNode body, String name, @Nullable Object value) {
        if (value instanceof Boolean bool) {
            body.put(name, bool);
        } else if (value instanceof Integer number) {
            body.put(name, number);
        } else if (value instanceof Long number) {
            body.put(name, number);
        } else if (value instanceof Double number) {
            body.put(name, number);
        } else if (value != null) {
            body.put(name, value.toString());
        }
    }

    @Override
    public SubmitAnswer readSubmit(ImageRequest request, HttpOutcome.Reply reply, TaskContext context, Instant now) {
        JsonNode body = Json.readObject(reply.body());
        if (reply.status() == 200) {
            return accepted(request, body, now);
        }
        if (body.isMissingNode()) {
            return new SubmitAnswer.InDoubt("HTTP " + reply.status() + " without a readable answer");
        }
        String detail = BflErrors.describe(body);
        return switch (reply.status()) {
            case 404 ->
                new SubmitAnswer.Rejected(BflErrors.nothingThere(at("/v1/" + path(request.model())), detail, context));
            case 400, 413, 415, 422 -> new SubmitAnswer.Rejected(BflErrors.rejection(body, detail, context));
            case 401, 403 -> new SubmitAnswer.Rejected(BflErrors.forbidden(detail, context));
            case 402 ->
                new SubmitAnswer.Rejected(
                        new Refused(Refused.Reason.CREDITS, "The account has too few credits: " + detail, context));
            case 429 ->
                new SubmitAnswer.Throttled(
                        "The provider takes no more tasks for now: " + detail, RetryAfter.read(reply, body, now));
            default -> new SubmitAnswer.InDoubt("HTTP " + reply.status() + ": " + detail);
        };
    }

    private SubmitAnswer accepted(ImageRequest request, JsonNode body, Instant now) {
        String id = Json.text(body, "id");
        if (id == null || !Ticket.isId(id)) {
            return new SubmitAnswer.InDoubt("HTTP 200 without a task id");
        }
        String pollingUrl = Json.text(body, "polling_url");
        BigDecimal credits = Json.amount(body, "cost");
        Cost quoted = credits == null ? null : Cost.ofCredits(credits, Cost.Source.QUOTED);
        try {
            // A task with a webhook is answered without a polling address; the host that answered knows it.
            URI address = pollingUrl == null
                    ? at("/v1/get_result?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                    : URI.create(pollingUrl);
            return new SubmitAnswer.Accepted(new Ticket(Provider.BFL, request.model(), id, address, now, quoted));
        } catch (IllegalArgumentException e) {
            return new SubmitAnswer.InDoubt("task " + id + " was accepted with a polling address that is none");
        }
    }

    @Override
    public HttpCall poll(TaskContext context, Ticket ticket, Duration deadline) {
        HttpCall.Limits limits = new HttpCall.Limits(deadline, Json.MAX_BYTES);
        return HttpCall.get(origins.trust(ticket.pollingUrl(), context), key, limits);
    }

    @Override
    public PollAnswer readPoll(HttpOutcome.Reply reply, TaskContext context, Instant now) {
        JsonNode body = Json.readObject(reply.body());
        String status = Json.text(body, "status");
        if (status != null) {
            return tasks.read(status, body, context, now);
        }
        int code = reply.status();
        if (code == 404) {
            return tasks.notFound();
        }
        if (code == 401 || code == 403) {
            return new PollAnswer.Unusable(BflErrors.forbidden(BflErrors.describe(body), context));
        }
        if (code >= 300 && code < 400) {
            URI target = reply.header("location").map(BflDialect::lenientUri).orElse(null);
            String message = "The provider redirected a poll, and the key follows no redirect";
            return new PollAnswer.Unusable(new Untrusted(message, target, context, null));
        }
        return new PollAnswer.AskAgain("HTTP " + code, RetryAfter.read(reply, body, now));
    }

    private static @Nullable URI lenientUri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private URI at(String pathAndQuery) {
        return URI.create(baseUrl.toString().replaceAll("/+$", "") + pathAndQuery);
    }

    /** The API's two ways to say what is wrong: one text, or a list of faults with their places. */
    private static final class BflErrors {
        /** As many as a message names; the error carries them all. */
        private static final int MOST_FAULTS = 10;

        private static final String REFUSED_KEY = "The provider refused the key, or what it was used for (apiKey or "
                + Provider.BFL.keyVariable() + "): ";

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

        static FluxException nothingThere(URI address, String detail, TaskContext context) {
            String message = Printable.address(address.toString()) + " answered HTTP 404 (" + detail
                    + "): check the base address (baseUrl), which is given without /v1";
            return new InvalidRequest(message, List.of(), context);
        }

        static FluxException rejection(JsonNode body, String detail, TaskContext context) {
            if (detail.contains("API key")) {
                return new Refused(Refused.Reason.KEY, REFUSED_KEY + detail, context);
            }
            return new InvalidRequest(
                    "The provider refused the request: " + detail, faults(body.path("detail")), context);
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
                String field = Printable.of(String.join(".", place));
                String words = Printable.of(fault.path("msg").asText());
                faults.add(new RequestFault(field, given(field, fault.path("input")), words));
            }
            return faults;
        }

        /** The API repeats what it was sent, which may be the webhook's secret. */
        private static String given(String field, JsonNode input) {
            if (field.startsWith("webhook")) {
                return "(hidden)";
            }
            return input.isContainerNode() ? "" : input.asText();
        }
    }
}
