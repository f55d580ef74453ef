package io.github.camelflux.journal;

import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.Ticket;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the tests of the directory journal let other processes do, and other class loaders. */
public final class DirectoryJournalChild {
    static final Ticket TICKET =
            Ticket.parse("fx1|bfl|ultra|t|2026-11-21T12:00:00Z||https://api.bfl.ai/v1/get_result?id=t");
    static final TaskState INTENT = new TaskState.Intent(null);
    static final TaskState SUBMITTING = new TaskState.Submitting(null);
    static final TaskState IN_DOUBT = new TaskState.InDoubt("timeout", null);
    static final TaskState ACCEPTED = new TaskState.Accepted(TICKET);
    static final TaskState ENDED = new TaskState.Ended(TICKET, null);

    private DirectoryJournalChild() {}

    /** Waits for a line of input, and does what it is told with a directory. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "race" -> {
                say("ready");
                System.in.read();
                race(directory.toString(), Integer.parseInt(arguments[2])).forEach(DirectoryJournalChild::say);
            }
            case "hold" -> {
                DirectoryJournal journal = new DirectoryJournal(directory);
                journal.advance(journal.claim(claim(arguments[2])), SUBMITTING).orElseThrow();
                say("held");
                System.in.read();
                journal.close();
            }
            case "holder" -> say(holder(directory.toString(), arguments[2]));
            case "write" -> write(directory, arguments[2]);
            case "fill" -> fill(directory);
            case "live" -> live(directory);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    static TaskClaim claim(String key) {
        return claim(key, Map.of());
    }

    static TaskClaim claim(String key, Map<String, Object> attributes) {
        RequestDigest digest = new RequestDigest("fx1:a");
        BigDecimal price = new BigDecimal("0.06");
        return new TaskClaim(key, true, digest, Provider.BFL, FluxModel.ULTRA, "label", price, attributes);
    }

    /** The keys of those that passed the latch. */
    public static List<String> race(String directory, int keys) {
        List<String> passed = new ArrayList<>();
        try (DirectoryJournal journal = new DirectoryJournal(Path.of(directory))) {
            for (int i = 0; i < keys; i++) {
                TaskEntry entry = journal.claim(claim("k" + i));
                if (entry.state().equals(INTENT)
                        && journal.advance(entry, SUBMITTING).isPresent()) {
                    passed.add(entry.taskKey());
                }
            }
        }
        return passed;
    }

    /** Who holds a task, as seen by a journal of its own. */
    public static String holder(String directory, String key) {
        try (DirectoryJournal journal = new DirectoryJournal(Path.of(directory))) {
            return journal.find(key).orElseThrow().holder().name();
        }
    }

    private static void write(Path directory, String prefix) {
        DirectoryJournal journal = new DirectoryJournal(directory);
        for (int i = 0; ; i++) {
            TaskEntry entry = told(journal.claim(claim(prefix + i, Map.of("text", "x".repeat(i * 37 % 3_000)))));
            for (TaskState next : List.of(SUBMITTING, INTENT, SUBMITTING, ACCEPTED, ENDED)) {
                entry = told(journal.advance(entry, next).orElseThrow());
            }
        }
    }

    /** Each step of a task that ends well, told before it is taken. */
    private static void live(Path directory) {
        try (DirectoryJournal journal = new DirectoryJournal(directory)) {
            say("step INTENT");
            TaskEntry entry = journal.claim(claim("k"));
            for (TaskState next : List.of(SUBMITTING, ACCEPTED, ENDED, JournalSamples.STORED)) {
                say("step " + next.stage());
                entry = journal.advance(entry, next).orElseThrow();
            }
            say("step delivered");
            journal.delivered("k");
            say("step end");
        }
    }

    private static TaskEntry told(TaskEntry entry) {
        say(entry.taskKey() + " " + entry.version() + " " + entry.state().stage());
        return entry;
    }

    /** Changes a task until the disk has no room for the next change. */
    private static void fill(Path directory) {
        DirectoryJournal journal = new DirectoryJournal(directory);
        TaskEntry entry = told(journal.claim(claim("full", Map.of("text", "x".repeat(600)))));
        try {
            for (int i = 0; ; i++) {
                TaskClaim longer = claim("full", Map.of("text", "x".repeat(600 + 100 * i)));
                entry = told(journal.advance(entry.withClaim(longer), i % 2 == 0 ? SUBMITTING : INTENT)
                        .orElseThrow());
            }
        } catch (RuntimeException e) {
            say("failed " + e.getMessage());
        }
        told(journal.find("full").orElseThrow());
        told(journal.claim(claim("other")));
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
