package io.github.camelflux.camel;

import io.github.camelflux.Cost;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several listeners as one: all hear everything, whatever those before them throw. */
record TaskListeners(List<TaskListener> listeners) implements TaskListener {
    TaskListeners {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void queued(TaskContext task) {
        tell(listener -> listener.queued(task));
    }

    @Override
    public void throttled(TaskContext task, Duration wait) {
        tell(listener -> listener.throttled(task, wait));
    }

    /** One of them is enough for people to hear of it. */
    @Override
    public boolean tellsOfDoubts() {
        return listeners.stream().anyMatch(TaskListener::tellsOfDoubts);
    }

    @Override
    public void submitted(TaskContext task) {
        tell(listener -> listener.submitted(task));
    }

    @Override
    public void progress(TaskContext task, TaskStatus.Pending status) {
        tell(listener -> listener.progress(task, status));
    }

    @Override
    public void inDoubt(TaskContext task) {
        tell(listener -> listener.inDoubt(task));
    }

    @Override
    public void ended(TaskContext task, TaskStatus status, @Nullable Duration generation) {
        tell(listener -> listener.ended(task, status, generation));
    }

    @Override
    public void downloaded(TaskContext task, GeneratedImage image) {
        tell(listener -> listener.downloaded(task, image));
    }

    @Override
    public void spent(TaskContext task, Cost cost) {
        tell(listener -> listener.spent(task, cost));
    }

    /** The first mistake is thrown when all have heard, for the client to log. */
    private void tell(Consumer<TaskListener> event) {
        RuntimeException mistake = null;
        for (TaskListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                mistake = mistake == null ? e : mistake;
            }
        }
        if (mistake != null) {
            throw mistake;
        }
    }
}
