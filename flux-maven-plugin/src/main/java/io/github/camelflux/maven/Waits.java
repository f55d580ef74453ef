package io.github.camelflux.maven;

import io.github.camelflux.TaskContext;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a run waits for, in words, and when it is time to say so in a log that nobody watches. */
final class Waits {
    /** What is shorter is no wait to speak of. */
    private static final Duration FIRST = Duration.ofSeconds(5);

    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Progress.Limits limits;
    private final LongSupplier nanoTime;
    private final Map<String, Wait> waits = new ConcurrentHashMap<>();
    private Set<For> told = Set.of();
    private long next;

    Waits(Progress.Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** What one task waits for, in the order in which that follows. */
    enum For {
        SLOT,
        PROVIDER,
        GENERATION,
        DOWNLOAD
    }

    /** Both by the monotonic clock. @param until null where nobody knows */
    private record Wait(
            For what, String provider, long since, @Nullable Long until) {}

    /** @param time how long it is, if somebody has said so */
    void begin(TaskContext task, For what, @Nullable Duration time) {
        String provider =
                task.provider() == null ? "the provider" : task.provider().id();
        long now = nanoTime.getAsLong();
        Long until = time == null ? null : now + time.toNanos();
        waits.compute(String.valueOf(task.taskKey()), (key, known) -> {
            long since = known != null && known.what() == what ? known.since() : now;
            return new Wait(what, provider, since, until);
        });
    }

    void end(String taskKey) {
        waits.remove(taskKey);
    }

    /** A line, if there is a wait that is none of those that were told, or that was told long ago. */
    Optional<String> due() {
        long now = nanoTime.getAsLong();
        Set<For> overdue = waits.values().stream()
                .filter(wait -> now - wait.since() >= FIRST.toNanos())
                .map(Wait::what)
                .collect(Collectors.toSet());
        if (overdue.isEmpty() || (told.containsAll(overdue) && now - next < 0)) {
            return Optional.empty();
        }
        told = overdue;
        next = now + AGAIN.toNanos();
        return whatFor().map(what -> "waiting: " + what);
    }

    /** What is waited for now, by how many images; empty where nothing is. */
    Optional<String> whatFor() {
        Map<For, List<Wait>> kinds = waits.values().stream()
                .collect(Collectors.groupingBy(Wait::what, () -> new EnumMap<>(For.class), Collectors.toList()));
        if (kinds.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(kinds.entrySet().stream()
                .map(kind -> LogLine.images(kind.getValue().size()) + " " + words(kind.getKey(), kind.getValue()))
                .collect(Collectors.joining(", ")));
    }

    private String words(For what, List<Wait> waiting) {
        String provider =
                waiting.stream().map(Wait::provider).distinct().sorted().collect(Collectors.joining(" and "));
        return switch (what) {
            case SLOT ->
                "to be accepted by " + provider + ", or for a slot there"
                        + atMost("queueTimeout", limits.toBeAccepted());
            case PROVIDER ->
                "until " + provider + " takes more" + again(waiting) + atMost("queueTimeout", limits.toBeAccepted());
            case GENERATION -> "to be made at " + provider + atMost("timeout", limits.toBeMade());
            case DOWNLOAD -> "to be downloaded from " + provider + atMost("timeout", limits.toBeMade());
        };
    }

    /** When the first of them is tried again. */
    private String again(List<Wait> waiting) {
        long now = nanoTime.getAsLong();
        return waiting.stream()
                .map(Wait::until)
                .filter(until -> until != null)
                .map(until -> Duration.ofNanos(until - now).toSeconds())
                .min(Long::compare)
                .map(seconds -> seconds > 0 ? ", which is tried again in " + seconds + " s" : ", which is tried now")
                .orElse("");
    }

    private static String atMost(String parameter, Duration time) {
        return " (" + time.toSeconds() + " s each, flux." + parameter + ")";
    }
}
