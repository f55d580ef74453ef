package io.github.camelflux.examples.studio;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * Tells every open page what happens, by server-sent events.
 *
 * <p>One thread sends all of them, so that they arrive in the order in which they happened, and nobody who tells
 * something waits for a page.
 */
@Component
class Page implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Page.class);
    private static final int HEARTBEAT_SECONDS = 20;

    private final List<SseEmitter> open = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "page");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closing;

    Page() {
        // That a browser has gone is noticed only when something is sent to it.
        sender.scheduleWithFixedDelay(
                () -> open.forEach(emitter -> send(emitter, SseEmitter.event().comment("still here"))),
                HEARTBEAT_SECONDS,
                HEARTBEAT_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Opens a stream that begins with how things are, and goes on with what changes. */
    SseEmitter open(String name, Supplier<?> beginning) {
        SseEmitter emitter = new SseEmitter(0L);
        emitter.onCompletion(() -> open.remove(emitter));
        emitter.onError(error -> open.remove(emitter));
        sender.execute(() -> {
            open.add(emitter);
            try {
                if (!closing) {
                    send(emitter, SseEmitter.event().name(name).data(beginning.get()));
                    return;
                }
            } catch (RuntimeException e) {
                LOG.warn("A page cannot be told how things are", e);
            }
            // The page asks for another one.
            emitter.complete();
        });
        return emitter;
    }

    /** Tells an object, which becomes JSON. */
    void tell(String name, Supplier<?> what) {
        sender.execute(() -> {
            if (open.isEmpty()) {
                return;
            }
            try {
                Object told = what.get();
                open.forEach(
                        emitter -> send(emitter, SseEmitter.event().name(name).data(told)));
            } catch (RuntimeException e) {
                LOG.warn("The pages cannot be told of a change", e);
            }
        });
    }

    private void send(SseEmitter emitter, SseEventBuilder event) {
        try {
            emitter.send(event);
        } catch (IOException | IllegalStateException e) {
            // The page was closed; it asks for a new stream if it is still there.
            open.remove(emitter);
        }
    }

    /** A stream never ends by itself, and the server would wait for it; also for one that a page opens meanwhile. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closing = true;
        open.forEach(SseEmitter::complete);
    }

    @Override
    public void destroy() {
        sender.shutdown();
    }
}
