package io.github.camelflux.ledger;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks a journal without waiting for it: one that may block is asked on threads of its own, and what follows its answer
 * runs on others, so that a journal that hangs holds up nothing but itself.
 */
final class JournalCalls {
    /** A journal that has not answered by then is taken to be away. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final TaskLedger.Threads threads;
    private final boolean mayBlock;

    /** The last question about each task that has no answer yet. */
    private final ConcurrentMap<String, CompletableFuture<?>> last = new ConcurrentHashMap<>();

    /** What is asked before anything else. */
    private final Queue<Runnable> first = new ConcurrentLinkedQueue<>();

    JournalCalls(TaskLedger.Threads threads, boolean mayBlock) {
        this.threads = threads;
        this.mayBlock = mayBlock;
    }

    /** Asks before everything that waits for a thread: whoever gets the next one asks this first. */
    <T> CompletableFuture<T> askFirst(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!mayBlock) {
            answer(question, answer).run();
            return answer;
        }
        Runnable asked = () -> goOn(answer(question, answer));
        first.add(asked);
        // It may have been rejected, and would be asked twice.
        answer.whenComplete((value, failure) -> first.remove(asked));
        onJournal(this::askWhatIsFirst, answer);
        return answer;
    }

    private void askWhatIsFirst() {
        for (Runnable question = first.poll(); question != null; question = first.poll()) {
            question.run();
        }
    }

    /** Asks at once, in any case: what is owed to the journal. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        ask(question, answer);
        return answer;
    }

    /** Asks after all that was asked about the same task before, so that nothing of it is overtaken, and in any case. */
    <T> CompletableFuture<T> askAbout(String taskKey, Supplier<T> question) {
        if (!mayBlock) {
            return ask(question);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        CompletableFuture<?> before = last.put(taskKey, answer);
        answer.whenComplete((value, failure) -> last.remove(taskKey, answer));
        if (before == null) {
            ask(question, answer);
        } else {
            before.whenComplete((value, failure) -> ask(question, answer));
        }
        return answer.copy();
    }

    /**
     * Does something about one task after the other, each after all that was asked about it before. It ends with the
     * first that fails, which goes to the end of the queue, so that it does not keep the others out the next time.
     */
    CompletableFuture<?> aboutEach(Queue<String> taskKeys, Consumer<String> step) {
        for (String next = taskKeys.poll(); next != null; next = taskKeys.poll()) {
            String taskKey = next;
            CompletableFuture<String> done = askAbout(taskKey, () -> {
                        step.accept(taskKey);
                        return taskKey;
                    })
                    .whenComplete((same, failure) -> {
                        if (failure != null) {
                            taskKeys.add(taskKey);
                        }
                    });
            if (!done.isDone() || done.isCompletedExceptionally()) {
                return done.thenCompose(same -> aboutEach(taskKeys, step));
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Asks at once, for somebody who waits no longer than is sensible, and not at all when he has gone. */
    <T> CompletableFuture<T> askSoon(Supplier<T> question) {
        AtomicBoolean gone = new AtomicBoolean();
        return noting(gone, ask(unless(gone, question)));
    }

    /** The same after all that was asked about the same task before. */
    <T> CompletableFuture<T> askSoonAbout(String taskKey, Supplier<T> question) {
        AtomicBoolean gone = new AtomicBoolean();
        return noting(gone, askAbout(taskKey, unless(gone, question)));
    }

    private <T> CompletableFuture<T> noting(AtomicBoolean gone, CompletableFuture<T> answer) {
        CompletableFuture<T> view = soon(answer);
        view.whenComplete((value, failure) -> gone.set(true));
        return view;
    }

    private static <T> Supplier<T> unless(AtomicBoolean gone, Supplier<T> question) {
        return () -> {
            if (gone.get()) {
                throw new CancellationException("Nobody waits for it any more");
            }
            return question.get();
        };
    }

    /** Waits no longer than is sensible for an answer, which may come all the same. */
    <T> CompletableFuture<T> soon(CompletableFuture<T> answer) {
        CompletableFuture<T> view = answer.copy();
        TimeoutException late = new TimeoutException("no answer within " + LONGEST.toSeconds() + " s");
        threads.timers().unlessDoneWithin(LONGEST, view, () -> view.completeExceptionally(late));
        return view;
    }

    /** Completes when everything about single tasks that was asked until now has its answer, whatever that is. */
    CompletableFuture<?> answered() {
        return CompletableFuture.allOf(last.values().toArray(CompletableFuture<?>[]::new))
                .exceptionally(failure -> null);
    }

    /** Asks at once, and completes a future with the answer. */
    <T> void ask(Supplier<T> question, CompletableFuture<T> answer) {
        if (!mayBlock) {
            answer(question, answer).run();
            return;
        }
        onJournal(
                () -> {
                    askWhatIsFirst();
                    goOn(answer(question, answer));
                },
                answer);
    }

    private void onJournal(Runnable questions, CompletableFuture<?> answer) {
        try {
            threads.journal().execute(questions);
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
    }

    /** Asks, and tells how the future is to be completed. */
    private static <T> Runnable answer(Supplier<T> question, CompletableFuture<T> answer) {
        try {
            T value = question.get();
            return () -> answer.complete(value);
        } catch (RuntimeException | Error e) {
            return () -> answer.completeExceptionally(e);
        }
    }

    private void goOn(Runnable step) {
        try {
            threads.timers().executor().execute(step);
        } catch (RejectedExecutionException e) {
            // The threads are closed. Better on the journal's thread than never.
            step.run();
        }
    }
}
