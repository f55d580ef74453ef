package io.github.camelflux.examples.studio;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * Tells every open page what happens, by server-sent events.
 *
 * <p>One thread tells all of them, so that they hear it in the order in which it happened, and nobody who tells something
 * waits for a page. Nor does one page wait for another: what a slow one has not taken yet waits in a short queue of its own,
 * and one that is too slow for that is let go; its browser asks for how things are then.
 */
@Component
class Page implements DisposableBean {
    /** Nobody has so many open; each may hold a thread while it is slow. */
    static final int MOST_OPEN = 64;

    /** Of a page that is slow, before it is let go. */
    static final int MOST_WAITING = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Page.class);
    private static final int HEARTBEAT_SECONDS = 5;

    private final Semaphore places = new Semaphore(MOST_OPEN);
    private final List<Stream> open = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService teller = Executors.newSingleThreadScheduledExecutor(named("page"));
    private final ExecutorService senders = Executors.newCachedThreadPool(named("page-sender"));
    private volatile boolean closing;

    Page() {
        // That a browser has gone is noticed only when something is sent to it; and a page that hears nothing for some
        // time
        // knows that the studio does not answer, though the connection stands.
        teller.scheduleWithFixedDelay(
                () -> open.forEach(
                        stream -> stream.send(SseEmitter.event().name("beat").data("{}"))),
                HEARTBEAT_SECONDS,
                HEARTBEAT_SECONDS,
                TimeUnit.SECONDS);
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Opens a stream that begins with how things are, and goes on with what changes.
     *
     * @throws ResponseStatusException if too many are open
     */
    SseEmitter open(String name, Supplier<?> beginning) {
        if (!places.tryAcquire()) {
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Too many pages are open");
        }
        Stream stream = new Stream(new SseEmitter(0L));
        teller.execute(() -> {
            open.add(stream);
            try {
                if (!closing) {
                    stream.send(SseEmitter.event().name(name).data(beginning.get()));
                    return;
                }
            } catch (RuntimeException e) {
                LOG.warn("A page cannot be told how things are", e);
            }
            // The page asks for another one.
            stream.end();
        });
        return stream.emitter;
    }

    /** Tells an object, which becomes JSON. */
    void tell(String name, Supplier<?> what) {
        teller.execute(() -> {
            if (open.isEmpty()) {
                return;
            }
            try {
                Object told = what.get();
                open.forEach(stream -> stream.send(SseEmitter.event().name(name).data(told)));
            } catch (RuntimeException e) {
                LOG.warn("The pages cannot be told of a change", e);
            }
        });
    }

    /** What one page is told. It is written by one thread at a time, while there is something to write. */
    private final class Stream {
        private final SseEmitter emitter;
        private final Queue<SseEventBuilder> waiting = new ArrayDeque<>();
        private final AtomicBoolean hasPlace = new AtomicBoolean(true);
        private boolean sending;
        private boolean ending;

        Stream(SseEmitter emitter) {
            this.emitter = emitter;
            emitter.onCompletion(this::left);
            emitter.onError(error -> left());
        }

        private void left() {
            open.remove(this);
            if (hasPlace.compareAndSet(true, false)) {
                places.release();
            }
        }

        synchronized void send(SseEventBuilder event) {
            if (ending) {
                return;
            }
            if (waiting.size() == MOST_WAITING) {
                end();
                return;
            }
            waiting.add(event);
            begin();
        }

        /** Ends it as soon as nothing is being written. */
        synchronized void end() {
            if (ending) {
                return;
            }
            ending = true;
            open.remove(this);
            waiting.clear();
            begin();
        }

        private void begin() {
            if (!sending) {
                sending = true;
                senders.execute(this::write);
            }
        }

        private void write() {
            for (SseEventBuilder event = next(); event != null; event = next()) {
                try {
                    emitter.send(event);
                } catch (IOException | IllegalStateException e) {
                    // The page was closed; it asks for a new stream if it is still there.
                    end();
                    left();
                }
            }
        }

        private synchronized @Nullable SseEventBuilder next() {
            SseEventBuilder event = waiting.poll();
            sending = event != null;
            if (event == null && ending) {
                emitter.complete();
            }
            return event;
        }
    }

    /** A stream never ends by itself, and the server would wait for it; also for one that a page opens meanwhile. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closing = true;
        open.forEach(Stream::end);
    }

    @Override
    public void destroy() {
        teller.shutdown();
        senders.shutdown();
    }
}
