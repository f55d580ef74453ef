package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.Printable;
import io.github.camelflux.journal.JournalFigures;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a journal that may hang for what people and monitors want to see, without one of them waiting for it and without
 * more than one question for figures at a time.
 */
final class JournalWatch {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWatch.class);
    private static final int MOST_IN_DOUBT = 100;

    private final TaskJournal journal;
    private final Executor threads;
    private final Duration patience;
    private final AtomicReference<@Nullable CompletableFuture<JournalFigures>> asking = new AtomicReference<>();
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile JournalFigures latest = JournalFigures.NONE;

    /**
     * Asks nothing yet.
     *
     * @param threads may be blocked for as long as the journal hangs
     * @param patience how long a person waits for an answer
     */
    JournalWatch(TaskJournal journal, Executor threads, Duration patience) {
        this.journal = journal;
        this.threads = threads;
        this.patience = patience;
    }

    /** Whoever only wants to see a figure is shown the one that was there a short while ago. */
    JournalFigures latest() {
        if (!journal.isDurable()) {
            latest = journal.figures();
        }
        return latest;
    }

    /** Refreshes the figures; that they cannot be had is said once, until they can. */
    void look() {
        if (isSilent()) {
            tellOnce("it does not answer");
            return;
        }
        figures().whenComplete((now, failure) -> {
            if (failure != null) {
                tellOnce(Printable.of(failure.toString()));
            } else if (away.getAndSet(false)) {
                LOG.info("The journal can be asked again");
            }
        });
    }

    /** The reason is one line: the causes of a database's errors can name the database, and as whom it is asked. */
    private void tellOnce(String reason) {
        if (!away.getAndSet(true)) {
            LOG.warn("The journal cannot be asked, so nothing is submitted: {}", reason);
        }
    }

    /** Whether a question has no answer yet. */
    boolean isSilent() {
        CompletableFuture<JournalFigures> last = asking.get();
        return last != null && !last.isDone();
    }

    /** What the journal has now; fails when it cannot be asked. Who asks meanwhile gets the same answer. */
    CompletableFuture<JournalFigures> figures() {
        CompletableFuture<JournalFigures> mine = new CompletableFuture<>();
        CompletableFuture<JournalFigures> asked =
                asking.updateAndGet(last -> last == null || last.isDone() ? mine : last);
        if (asked == mine) {
            ask(() -> latest = journal.figures(), mine);
        }
        return asked.copy();
    }

    /** The tasks in doubt, the eldest first. */
    CompletableFuture<List<TaskEntry>> inDoubt() {
        CompletableFuture<List<TaskEntry>> answer = new CompletableFuture<>();
        ask(() -> journal.at(TaskState.Stage.IN_DOUBT, MOST_IN_DOUBT), answer);
        return answer;
    }

    /**
     * Waits for an answer on behalf of a person.
     *
     * @throws IllegalArgumentException for what the person should have asked otherwise, and {@link IllegalStateException}
     *     for any other failure: they may be told over JMX, where types that are not Java's do not arrive
     */
    <T> T answer(CompletableFuture<T> asked) {
        try {
            return asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            String message = Printable.of(String.valueOf(e.getCause().getMessage()));
            throw e.getCause() instanceof InvalidRequest
                    ? new IllegalArgumentException(message)
                    : new IllegalStateException(message);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "The journal has not answered within " + patience.toMillis() + " ms (requestTimeout)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted before the journal had answered");
        }
    }

    private <T> void ask(Supplier<T> asked, CompletableFuture<T> answer) {
        Runnable question = () -> {
            try {
                answer.complete(asked.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        };
        if (!journal.isDurable()) {
            question.run();
            return;
        }
        try {
            threads.execute(question);
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
    }
}
