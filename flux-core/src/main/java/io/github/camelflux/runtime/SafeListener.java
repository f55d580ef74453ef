package io.github.camelflux.runtime;

import io.github.camelflux.Cost;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a listener's mistakes away from the tasks that it listens to. */
record SafeListener(TaskListener listener) implements TaskListener {
    private static final Logger LOG = LoggerFactory.getLogger(SafeListener.class);

    @Override
    public void queued(TaskContext task) {
        call(() -> listener.queued(task));
    }

    @Override
    public boolean tellsOfDoubts() {
        try {
            return listener.tellsOfDoubts();
        } catch (RuntimeException | Error e) {
            LOG.warn("A task listener failed; the task goes on", e);
            return false;
        }
    }

    @Override
    public void throttled(TaskContext task, Duration wait) {
        call(() -> listener.throttled(task, wait));
    }

    @Override
    public void submitted(TaskContext task) {
        call(() -> listener.submitted(task));
    }

    @Override
    public void progress(TaskContext task, TaskStatus.Pending status) {
        call(() -> listener.progress(task, status));
    }

    @Override
    public void inDoubt(TaskContext task) {
        call(() -> listener.inDoubt(task));
    }

    @Override
    public void ended(TaskContext task, TaskStatus status, @Nullable Duration generation) {
        call(() -> listener.ended(task, status, generation));
    }

    @Override
    public void downloaded(TaskContext task, GeneratedImage image) {
        call(() -> listener.downloaded(task, image));
    }

    @Override
    public void spent(TaskContext task, Cost cost) {
        call(() -> listener.spent(task, cost));
    }

    private static void call(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("A task listener failed; the task goes on", e);
        }
    }
}
