package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.accepted;
import static io.github.camelflux.client.DrivenClient.broken;
import static io.github.camelflux.client.DrivenClient.ready;
import static io.github.camelflux.client.DrivenClient.status;
import static io.github.camelflux.http.ScriptedTransport.reply;

import io.github.camelflux.Provider;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.http.ScriptedTransport.Sent;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Either provider as it is documented, seen by all the processes of a test: what it accepts, it charges for. */
final class SimulatedProvider {
    /** A task's name where it is chosen by a test. */
    static final String NAME = "00000000-0000-4000-8000-000000000001";

    final List<Sent> submits = new ArrayList<>();
    final List<String> charges = new ArrayList<>();
    private final Provider provider;
    private final Set<String> tasks = new HashSet<>();
    private final Deque<Function<Sent, HttpOutcome>> next = new ArrayDeque<>();
    private Outcome outcome = Outcome.READY;
    private boolean silent;
    private int questions;
    private Runnable beforeSubmit = () -> {};

    enum Outcome {
        READY,
        MODERATED,
        FAILED,
        PENDING
    }

    SimulatedProvider(Provider provider) {
        this.provider = provider;
    }

    void connect(ScriptedTransport network) {
        network.always(Kind.SUBMIT, this::submit);
        network.always(Kind.POLL, this::poll);
        network.always(Kind.DOWNLOAD, download -> download.deliver(DrivenClient.PICTURE));
    }

    /** How tasks end from now on. */
    void ends(Outcome how) {
        outcome = how;
    }

    /** Whether questions get no answer. */
    void silent(boolean now) {
        silent = now;
    }

    /** The next submit is accepted, and nobody hears of it. */
    void loseAnswer() {
        next.add(submit -> {
            accept(submit);
            return broken();
        });
    }

    /** The next submit never arrives, which its sender cannot know. */
    void loseSubmit() {
        next.add(submit -> broken());
    }

    /** The next submit is refused, which is proof that it was not accepted. */
    void refuse() {
        next.add(submit -> provider == Provider.BFL
                ? reply(402, "{\"detail\":\"Insufficient credits\"}")
                : RunwareReplies.refused(submit, 402, "insufficientCredits"));
    }

    void answerNext(Function<Sent, HttpOutcome> answer) {
        next.add(answer);
    }

    int questions() {
        return questions;
    }

    /** What is to hold whenever a submit arrives. */
    void beforeEachSubmit(Runnable check) {
        beforeSubmit = check;
    }

    private HttpOutcome submit(Sent submit) {
        beforeSubmit.run();
        submits.add(submit);
        return next.isEmpty() ? accept(submit) : next.remove().apply(submit);
    }

    /** Accepts a submit, and gives the answer that tells so. */
    HttpOutcome accept(Sent submit) {
        if (provider == Provider.BFL) {
            String id = "t-" + (charges.size() + 1);
            has(id);
            return accepted(id);
        }
        String id = RunwareReplies.tasks(submit).get(0);
        return tasks.contains(id) ? RunwareReplies.conflict(submit) : acknowledged(submit, id);
    }

    private HttpOutcome acknowledged(Sent submit, String id) {
        has(id);
        return RunwareReplies.acknowledged(submit);
    }

    /** Lets it have a task that was paid for. */
    void has(String id) {
        tasks.add(id);
        charges.add(id);
    }

    private HttpOutcome poll(Sent question) {
        questions++;
        if (silent) {
            return broken();
        }
        if (provider == Provider.BFL) {
            String query = question.address().getQuery();
            return tasks.contains(query.substring("id=".length())) ? bfl() : status("Task not found");
        }
        boolean known = tasks.containsAll(RunwareReplies.tasks(question));
        return known ? runware(question) : RunwareReplies.unknown();
    }

    private HttpOutcome bfl() {
        return switch (outcome) {
            case READY -> ready(DrivenClient.SAMPLE, ",\"cost\":6");
            case MODERATED -> status("Content Moderated");
            case FAILED -> status("Error");
            case PENDING -> status("Pending");
        };
    }

    private HttpOutcome runware(Sent question) {
        return switch (outcome) {
            case READY -> RunwareReplies.ready(question);
            case MODERATED -> RunwareReplies.refused(question, 200, "invalidProviderContent");
            case FAILED -> RunwareReplies.refused(question, 200, "inferenceError");
            case PENDING -> RunwareReplies.processing(question);
        };
    }

    /** The ticket of a task by a name. */
    Ticket ticket(String id) {
        String address = provider == Provider.BFL ? DrivenClient.pollingUrl(id) : "https://api.runware.ai/v1?results=1";
        return Ticket.parse("fx1|" + provider.id() + "|ultra|" + id + "|2026-11-21T12:00:00Z||" + URI.create(address));
    }

    /** What a journal knows of a task before it was accepted: its name at Runware, nothing at BFL. */
    Ticket named() {
        return provider == Provider.BFL ? null : ticket(NAME);
    }

    static Instant noon() {
        return Instant.parse("2026-11-21T12:00:00Z");
    }
}
