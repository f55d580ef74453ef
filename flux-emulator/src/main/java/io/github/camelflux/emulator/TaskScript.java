package io.github.camelflux.emulator;

import io.github.camelflux.emulator.provider.Course;
import io.github.camelflux.emulator.provider.Course.Outcome;
import io.github.camelflux.emulator.webhook.Manner;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How one task goes, from its acceptance to its end: start with what becomes of it, then say what is seen on the way.
 *
 * <pre>{@code
 * emulator.nextTask(TaskScript.ready().statuses("Pending", "Generating"));
 * emulator.nextTask(TaskScript.error("CUDA out of memory").underHttp(503));
 * }</pre>
 *
 * <p>Immutable; each method returns another script. The words below are those of Black Forest Labs; Runware says the
 * same in its own, see the README.
 *
 * @see <a href="https://docs.bfl.ai/api-reference/utility/get-result">the statuses of BFL</a>
 */
public final class TaskScript {
    // Written only before the script is handed out, see with().
    private Outcome outcome = Outcome.READY;
    private List<String> details = List.of();
    private List<String> statuses = List.of();
    private int httpStatus = 200;
    private int pollsNotFound;
    private boolean sample = true;
    private @Nullable Duration generationTime;
    private @Nullable URI pollingOrigin;
    private Set<Integer> failing = Set.of();
    private boolean flagged;
    private @Nullable String errorCode;
    private @Nullable Manner webhook;

    private TaskScript() {}

    /** The task yields its picture. */
    public static TaskScript ready() {
        return new TaskScript();
    }

    /** The request is refused by moderation, before any work: it ends at once, holds no slot and is free. */
    public static TaskScript moderatedRequest(String... reasons) {
        return ending(Outcome.REQUEST_MODERATED, reasons);
    }

    /** The finished picture is withheld by moderation; the task is free. */
    public static TaskScript moderatedContent(String... reasons) {
        return ending(Outcome.CONTENT_MODERATED, reasons);
    }

    /**
     * The task ends with status {@code Error}, under HTTP 200 unless {@link #underHttp} says otherwise; it is not
     * charged.
     */
    public static TaskScript error(String message) {
        return ending(Outcome.ERROR, message);
    }

    /**
     * The task ends with status {@code Failed}, which the provider's samples know and its document does not; it is
     * not charged.
     */
    public static TaskScript failed() {
        return ending(Outcome.FAILED);
    }

    /** The task is accepted and charged, and no poll ever finds it. */
    public static TaskScript lost() {
        return ending(Outcome.LOST);
    }

    /** The task runs for ever, and holds its slot as long. */
    public static TaskScript neverReady() {
        return ending(Outcome.ENDLESS);
    }

    /**
     * Shows these statuses, one for each poll, before anything else is seen; afterwards {@code Pending} until the
     * time is over.
     */
    public TaskScript statuses(String... shown) {
        return with(script -> script.statuses = concat(statuses, List.of(shown)));
    }

    /** Shows a status that no document knows for this many polls. */
    public TaskScript unknownStatus(String status, int polls) {
        Argument.require(polls >= 0, polls, "polls", "0 or more");
        return with(script -> script.statuses = concat(statuses, Collections.nCopies(polls, status)));
    }

    /** The first polls answer 404 with {@code Task not found}, as when a region has not heard of the task yet. */
    public TaskScript notFoundFirst(int polls) {
        Argument.require(polls >= 0, polls, "polls", "0 or more");
        return with(script -> script.pollsNotFound = polls);
    }

    /** The HTTP status under which the task's end is told, such as 422 or 503; default 200. */
    public TaskScript underHttp(int status) {
        Argument.require(status >= 200 && status <= 599, status, "status", "200 to 599");
        return with(script -> script.httpStatus = status);
    }

    /** Takes this long instead of the emulator's generation time, a day at most. */
    public TaskScript taking(Duration time) {
        Argument.requireUpToADay(time, "time");
        return with(script -> script.generationTime = time);
    }

    /** Is {@code Ready}, but the result has no {@code sample}. */
    public TaskScript withoutSample() {
        return with(script -> script.sample = false);
    }

    /** The {@code polling_url} answered points to this origin, as it does with the provider's regions. */
    public TaskScript pollingAt(URI origin) {
        return with(script -> script.pollingOrigin = origin);
    }

    /**
     * Some of the pictures of a request for several are not made and not charged, the others are.
     *
     * @param indexes counted from 0, in the order in which the pictures are finished
     */
    public TaskScript failingImages(int... indexes) {
        return with(script -> script.failing = IntStream.of(indexes).boxed().collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * The provider's safety check, if the request asks for one, finds something: Runware's {@code NSFWContent} is
     * true. The picture is made and charged.
     */
    public TaskScript flagged() {
        return with(script -> script.flagged = true);
    }

    /** Errors carry this code, such as {@code timeoutProvider}, from Runware; BFL's have none. */
    public TaskScript withCode(String code) {
        return with(script -> script.errorCode = code);
    }

    /** The webhook is called before the submit is answered; the task ends at once. */
    public TaskScript webhookBeforeAnswer() {
        return with(script -> script.webhook = new Manner(manner().times(), manner().late(), true, false));
    }

    /** The webhook is called this often, though it was received; 0 for never. */
    public TaskScript webhookTimes(int times) {
        Argument.require(times >= 0 && times <= 100, times, "times", "0 to 100");
        Manner old = manner();
        return with(script -> script.webhook = new Manner(times, old.late(), old.beforeAnswer(), old.afterAnother()));
    }

    /** The webhook is called this long after the task has ended, a day at most. */
    public TaskScript webhookLate(Duration time) {
        Argument.requireUpToADay(time, "time");
        return with(script -> script.webhook = new Manner(manner().times(), time, false, manner().afterAnother()));
    }

    /** The webhook is called only after that of another task, so that they come out of order. */
    public TaskScript webhookAfterAnother() {
        return with(script -> script.webhook = new Manner(manner().times(), manner().late(), false, true));
    }

    /** Whoever says something of the webhook says all of it. */
    private Manner manner() {
        return webhook == null ? Manner.USUAL : webhook;
    }

    Course course() {
        return new Course(
                outcome,
                details,
                statuses,
                httpStatus,
                pollsNotFound,
                sample,
                generationTime,
                pollingOrigin,
                failing,
                flagged,
                errorCode,
                webhook);
    }

    private static TaskScript ending(Outcome outcome, String... details) {
        return ready().with(script -> {
            script.outcome = outcome;
            script.details = List.of(details);
        });
    }

    private TaskScript with(Consumer<TaskScript> change) {
        TaskScript copy = new TaskScript();
        copy.outcome = outcome;
        copy.details = details;
        copy.statuses = statuses;
        copy.httpStatus = httpStatus;
        copy.pollsNotFound = pollsNotFound;
        copy.sample = sample;
        copy.generationTime = generationTime;
        copy.pollingOrigin = pollingOrigin;
        copy.failing = failing;
        copy.flagged = flagged;
        copy.errorCode = errorCode;
        copy.webhook = webhook;
        change.accept(copy);
        return copy;
    }

    private static List<String> concat(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
