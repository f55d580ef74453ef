package io.github.camelflux.poll;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.BodyTooLargeException;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.LimitedTransport;
import io.github.camelflux.http.Transport;
import io.github.camelflux.provider.Dialect;
import io.github.camelflux.provider.Dialect.Question;
import io.github.camelflux.provider.PollAnswer;
import io.github.camelflux.runtime.ClientParts;
import io.github.camelflux.runtime.Resources;
import io.github.camelflux.runtime.Steps;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks for tasks: by one call for each, or by one call for all that are due where the provider takes that, at most twice
 * a second however many there are.
 */
final class Asker {
    private static final Duration PACE = Duration.ofMillis(500);

    private final Dialect dialect;
    private final Resources resources;
    private final Transport alone;
    private final Transport ticketsAlone;
    private final Duration requestTimeout;

    /** The lock of both. Of our own tasks first, whatever tickets come from outside. */
    private final Deque<Asked> due = new ArrayDeque<>();

    private final Deque<Asked> dueTickets = new ArrayDeque<>();
    private final LongAdder calls = new LongAdder();
    private volatile long nextCall;
    private boolean scheduled;
    private volatile boolean closed;

    Asker(ClientParts client) {
        this.dialect = client.dialect();
        this.resources = client.resources();
        this.requestTimeout = client.limits().requestTimeout();
        this.alone = alone(resources.polls());
        this.ticketsAlone = alone(resources.pollsOfTickets());
        this.nextCall = resources.delayer().nanoTime();
    }

    /** An answer with images in it is held in memory, so there is one of them at a time, and one for a ticket. */
    private Transport alone(Transport polls) {
        return dialect.tasksPerPoll() == 1
                ? polls
                : new LimitedTransport(polls, 1, resources.threads().calls());
    }

    /** Whether questions for a ticket wait until the one before is answered. */
    boolean isOneAtATime(Ticket ticket) {
        return dialect.tasksPerPoll() > 1 && dialect.isAskedAlone(ticket);
    }

    private record Asked(Question question, CompletableFuture<PollAnswer> answer) {}

    /** How many calls were made. */
    long calls() {
        return calls.sum();
    }

    /**
     * Fails only for what must not be asked, or no more; a call without an answer is an answer to ask again.
     *
     * @param isTold whether the ticket came from outside, and may be anything
     */
    CompletableFuture<PollAnswer> ask(Question question, boolean isTold) {
        if (dialect.isAskedAlone(question.ticket())) {
            return Steps.of(send(isTold ? ticketsAlone : alone, List.of(question)))
                    .map(answers -> answers.get(0));
        }
        Asked asked = new Asked(question, new CompletableFuture<>());
        boolean first;
        synchronized (due) {
            (isTold ? dueTickets : due).add(asked);
            first = !scheduled;
            scheduled = true;
        }
        if (closed) {
            close();
        } else if (first) {
            schedule();
        }
        return asked.answer;
    }

    private void schedule() {
        long wait = Math.max(0, nextCall - resources.delayer().nanoTime());
        try {
            resources.timers().after(Duration.ofNanos(wait)).thenRun(this::askForAllThatAreDue);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    private void askForAllThatAreDue() {
        List<Asked> batch = new ArrayList<>();
        boolean more;
        synchronized (due) {
            nextCall = resources.delayer().nanoTime() + PACE.toNanos();
            int most = dialect.tasksPerPoll();
            // However many are ours, a tenth is for the tickets.
            move(due, batch, most - Math.min(dueTickets.size(), most / 10));
            move(dueTickets, batch, most);
            more = !due.isEmpty() || !dueTickets.isEmpty();
            scheduled = more;
        }
        if (more) {
            schedule();
        }
        if (!batch.isEmpty()) {
            List<Question> questions = batch.stream().map(Asked::question).toList();
            send(resources.polls(), questions).whenComplete((answers, failure) -> tell(batch, answers, failure));
        }
    }

    private static void move(Deque<Asked> due, List<Asked> batch, int most) {
        while (!due.isEmpty() && batch.size() < most) {
            Asked asked = due.remove();
            if (!asked.answer.isDone()) {
                batch.add(asked);
            }
        }
    }

    private static void tell(List<Asked> batch, List<PollAnswer> answers, Throwable failure) {
        for (int i = 0; i < batch.size(); i++) {
            if (failure == null) {
                batch.get(i).answer.complete(answers.get(i));
            } else {
                batch.get(i).answer.completeExceptionally(FluxException.causeOf(failure));
            }
        }
    }

    /** Asks for nothing more that is not asked for yet. */
    void close() {
        closed = true;
        List<Asked> left = new ArrayList<>();
        synchronized (due) {
            left.addAll(due);
            left.addAll(dueTickets);
            due.clear();
            dueTickets.clear();
        }
        left.forEach(asked -> asked.answer.completeExceptionally(new TimedOut(
                "The client was closed before the task was asked for; await it with its ticket",
                asked.question.context())));
    }

    private CompletableFuture<List<PollAnswer>> send(Transport transport, List<Question> questions) {
        HttpCall call;
        try {
            call = dialect.poll(questions, requestTimeout);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        calls.increment();
        return Steps.of(transport.send(call)).map(outcome -> meaning(questions, outcome));
    }

    private List<PollAnswer> meaning(List<Question> questions, HttpOutcome outcome) {
        if (outcome instanceof HttpOutcome.Reply reply) {
            return dialect.readPoll(questions, reply, resources.delayer().now());
        }
        return questions.stream().map(question -> noAnswer(question, outcome)).toList();
    }

    /** What is too large stays so; anything else can pass. */
    private static PollAnswer noAnswer(Question question, HttpOutcome outcome) {
        if (outcome instanceof HttpOutcome.Broken broken && broken.cause() instanceof BodyTooLargeException tooLarge) {
            String message = "The provider's answer is larger than can be read: " + tooLarge.getMessage();
            return new PollAnswer.Unusable(new Untrusted(message, null, question.context(), tooLarge));
        }
        return new PollAnswer.AskAgain("no answer", null);
    }
}
