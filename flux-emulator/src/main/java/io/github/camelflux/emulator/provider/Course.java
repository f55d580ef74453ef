package io.github.camelflux.emulator.provider;

import io.github.camelflux.emulator.webhook.Manner;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one task goes, from its acceptance to its end.
 *
 * @param details reasons or messages, for the outcomes that have some
 * @param statuses shown one for each poll before anything else is seen
 * @param httpStatus under which the end is told
 * @param pollsNotFound how many polls do not find the task at first
 * @param hasSample whether the result of a finished task has the picture's address
 * @param generationTime null for the usual one
 * @param pollingOrigin where the client is told to poll; null for the usual place
 * @param failing which pictures of several are not made though the others are, counted from 0
 * @param flagged whether a safety check, if there is one, finds something
 * @param errorCode a code for the error, from a provider that has codes; null for its usual one
 * @param webhook how its webhook is sent, if its request names one; null for the usual way
 */
public record Course(
        Outcome outcome,
        List<String> details,
        List<String> statuses,
        int httpStatus,
        int pollsNotFound,
        boolean hasSample,
        @Nullable Duration generationTime,
        @Nullable URI pollingOrigin,
        Set<Integer> failing,
        boolean flagged,
        @Nullable String errorCode,
        @Nullable Manner webhook) {

    /** The task yields its picture after the usual time. */
    public static final Course USUAL = to(Outcome.READY);

    /** What becomes of a task. */
    public enum Outcome {
        READY,
        REQUEST_MODERATED,
        CONTENT_MODERATED,
        ERROR,
        FAILED,
        LOST,
        ENDLESS;

        /** That moderated tasks are free is documented; that failed ones are is the emulator's choice. */
        public boolean isFree() {
            return switch (this) {
                case REQUEST_MODERATED, CONTENT_MODERATED, ERROR, FAILED -> true;
                case READY, LOST, ENDLESS -> false;
            };
        }
    }

    /** Nothing odd on the way to this end. */
    public static Course to(Outcome outcome, String... details) {
        return new Course(outcome, List.of(details), List.of(), 200, 0, true, null, null, Set.of(), false, null, null);
    }

    Duration generationTime(Duration usual) {
        return generationTime == null ? usual : generationTime;
    }

    Manner webhook(Manner usual) {
        return webhook == null ? usual : webhook;
    }

    /** How many polls show something scripted. */
    int scriptedPolls() {
        return outcome == Outcome.LOST ? 0 : pollsNotFound + statuses.size();
    }
}
