package io.github.camelflux.examples.studio;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells every open page what happens, by server-sent events.
 *
 * <p>One thread sends all of them, so that they arrive in the order in which they happened, and nobody who tells
 * something waits for a page.
 */
@Component
class Page implements DisposableBean {
    private final List<SseEmitter> open = new CopyOnWriteArrayList<>();
    private final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "page");
        thread.setDaemon(true);
        return thread;
    });

    /** Opens a stream that begins with how things are, and goes on with what changes. */
    SseEmitter open(String name, Supplier<?> beginning) {
        SseEmitter emitter = new SseEmitter(0L);
        emitter.onCompletion(() -> open.remove(emitter));
        emitter.onError(error -> open.remove(emitter));
        sender.execute(() -> {
            open.add(emitter);
            send(emitter, name, beginning.get());
        });
        return emitter;
    }

    /** Tells an object, which becomes JSON. */
    void tell(String name, Supplier<?> what) {
        sender.execute(() -> {
            if (!open.isEmpty()) {
                Object told = what.get();
                open.forEach(emitter -> send(emitter, name, told));
            }
        });
    }

    private void send(SseEmitter emitter, String name, Object told) {
        try {
            emitter.send(SseEmitter.event().name(name).data(told));
        } catch (IOException | IllegalStateException e) {
            // The page was closed; it asks for a new stream if it is still there.
            open.remove(emitter);
        }
    }

    /** A stream never ends by itself, and the server would wait for it. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        open.forEach(SseEmitter::complete);
    }

    @Override
    public void destroy() {
        sender.shutdown();
    }
}
