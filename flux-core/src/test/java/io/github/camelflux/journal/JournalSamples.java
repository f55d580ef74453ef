package io.github.camelflux.journal;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import io.github.camelflux.ProviderError;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.image.ImageFormat;
import io.github.camelflux.image.ImageProbe;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Claims and states of every kind that there is. */
public final class JournalSamples {
    public static final Ticket TICKET =
            Ticket.parse("fx1|bfl|ultra|t|2026-11-21T12:00:00Z|0.06,1.5|https://api.bfl.ai/v1/get_result?id=t");
    /** A task whose name was chosen here. */
    public static final Ticket NAMED =
            Ticket.parse("fx1|runware|ultra|5e9ec0de-0000-4000-8000-000000000001|2026-11-21T12:00:00Z||"
                    + "https://api.runware.ai/v1?results=1");

    public static final TaskState.Intent INTENT = new TaskState.Intent(null);
    public static final TaskState.Submitting SUBMITTING = new TaskState.Submitting(null);
    public static final TaskState.InDoubt IN_DOUBT = new TaskState.InDoubt("timeout", null);
    public static final TaskState.GivenUp GIVEN_UP = new TaskState.GivenUp("nobody knows");
    public static final TaskState.Accepted ACCEPTED = new TaskState.Accepted(TICKET);
    public static final TaskState.Ended ENDED = new TaskState.Ended(TICKET, null);
    public static final TaskState.Stored STORED = new TaskState.Stored(TICKET, result());

    /** One state of each stage, in the order of the stages. */
    public static final List<TaskState> STATES =
            List.of(INTENT, SUBMITTING, IN_DOUBT, GIVEN_UP, ACCEPTED, ENDED, STORED);

    private static final Cost COST = new Cost(new BigDecimal("0.0123"), Cost.Source.SETTLED);

    /** Attributes of every type, with what text has to be careful with. */
    private static final Map<String, Object> ATTRIBUTES = Map.of(
            "text",
            "Grüße \"an\" \\ alle\n\t\u0000\u2028 \ud83c\udfa8 '; drop table flux_task; --",
            "empty",
            "",
            "yes",
            true,
            "int",
            Integer.MIN_VALUE,
            "long",
            Long.MAX_VALUE,
            "double",
            -0.1,
            "whole double",
            3.0,
            "large double",
            1e300);

    private JournalSamples() {}

    /** A task with a price. */
    public static TaskClaim claim(String key) {
        return claim(key, "fx1:a");
    }

    /** A task for a picture of its own. */
    public static TaskClaim claim(String key, String digest) {
        return new TaskClaim(
                key,
                true,
                new RequestDigest(digest),
                Provider.BFL,
                FluxModel.ULTRA,
                "main",
                new BigDecimal("0.06"),
                Map.of());
    }

    /** A task that differs from the others in each part. */
    public static TaskClaim otherClaim(String key) {
        return new TaskClaim(
                key,
                false,
                new RequestDigest("fx1:b"),
                Provider.RUNWARE,
                FluxModel.ULTRA_FINETUNED,
                "other account",
                null,
                ATTRIBUTES);
    }

    /** States that show each variant of each part. */
    public static List<TaskState> everyState() {
        return List.of(
                INTENT,
                new TaskState.Intent(NAMED),
                SUBMITTING,
                new TaskState.Submitting(NAMED),
                new TaskState.Submitting(null, null),
                new TaskState.InDoubt("connection reset \"by\" peer\n", NAMED),
                IN_DOUBT,
                new TaskState.GivenUp("a person said so"),
                ACCEPTED,
                ENDED,
                ended(new TaskStatus.NotFound()),
                ended(new TaskStatus.Moderated(TaskStatus.Stage.REQUEST, List.of(), null)),
                ended(new TaskStatus.Moderated(TaskStatus.Stage.CONTENT, List.of("Derivative Works", "ü"), COST)),
                ended(new TaskStatus.Failed("", null)),
                ended(new TaskStatus.Failed("no luck", List.of(error("timeout"), error("")), COST)),
                new TaskState.Stored(TICKET, result()),
                new TaskState.Stored(TICKET, richResult()));
    }

    private static TaskState.Ended ended(TaskStatus failure) {
        return new TaskState.Ended(TICKET, failure);
    }

    private static ProviderError error(String code) {
        return new ProviderError(code, "said so", List.of(), List.of(), Map.of());
    }

    private static StoredResult result() {
        return new StoredResult(
                List.of(image("a.png", ImageFormat.PNG, null, null, null)), List.of(), null, Duration.ZERO);
    }

    private static StoredResult richResult() {
        return new StoredResult(
                List.of(
                        image("5e9ec0de-1.jpg", ImageFormat.JPEG, "id/1", Long.MAX_VALUE, true),
                        image("5e9ec0de-2.webp", ImageFormat.WEBP, "", 0L, false)),
                List.of("the third was not to be had"),
                new Cost(new BigDecimal("0.12"), Cost.Source.LIST_PRICE),
                Duration.ofMillis(12_345));
    }

    private static StoredResult.Image image(String file, ImageFormat format, String id, Long seed, Boolean flagged) {
        return new StoredResult.Image(
                file, 1L << 40, "0a".repeat(32), new ImageProbe(format, 2752, 1536), id, seed, flagged);
    }
}
