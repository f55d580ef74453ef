package io.github.camelflux.examples.studio;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Deleted pictures, which can be had back for some seconds; then their files are deleted too.
 *
 * <p>The table knows when a picture was deleted, so that neither a reload nor a restart makes more or less of these
 * seconds. Files go first and the note of it comes after, so that a kill in between leaves none behind.
 */
@Component
class Bin implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Bin.class);
    private static final Duration LATER = Duration.ofMinutes(1);

    private final Pictures pictures;
    private final PictureFiles files;
    private final Page page;
    private final Duration undo;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "bin");
        thread.setDaemon(true);
        return thread;
    });

    Bin(Pictures pictures, PictureFiles files, Page page, StudioProperties properties) {
        this.pictures = pictures;
        this.files = files;
        this.page = page;
        this.undo = properties.undo();
    }

    /**
     * A picture that can still be had back.
     *
     * @param millis for how long; no time of day, since a browser's clock can be another
     */
    record Deleted(Picture picture, long millis) {}

    /** Takes a picture out of the gallery. */
    synchronized boolean delete(String id) {
        boolean gone = pictures.delete(id, Instant.now());
        if (gone) {
            page.tell("deleted", () -> new Deleted(pictures.find(id).orElseThrow(), undo.toMillis()));
            sweepIn(undo);
        }
        return gone;
    }

    /** Puts a deleted picture back, unless it is too late for that. */
    synchronized boolean restore(String id) {
        boolean back = pictures.restore(id, Instant.now().minus(undo));
        if (back) {
            page.tell("restored", () -> pictures.find(id).orElseThrow());
        }
        return back;
    }

    List<Deleted> deleted() {
        Instant now = Instant.now();
        return pictures.deleted().stream()
                .map(deleted -> new Deleted(
                        deleted.picture(),
                        Duration.between(now, deleted.since().plus(undo)).toMillis()))
                .filter(deleted -> deleted.millis() > 0)
                .toList();
    }

    @EventListener(ApplicationReadyEvent.class)
    void sweepWhatTheLastStartLeft() {
        sweepIn(Duration.ZERO);
        sweepIn(undo);
    }

    private void sweepIn(Duration delay) {
        // A little late rather than a little early.
        sweeper.schedule(this::sweep, delay.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private synchronized void sweep() {
        Instant oldest = Instant.now().minus(undo);
        try {
            boolean allDone = true;
            for (Pictures.Deleted deleted : pictures.deleted()) {
                if (!deleted.since().isAfter(oldest)) {
                    allDone &= purge(deleted.picture().id());
                }
            }
            if (!allDone) {
                sweepIn(LATER);
            }
        } catch (RuntimeException e) {
            LOG.warn("Deleted pictures keep their files for now", e);
            sweepIn(LATER);
        }
    }

    private boolean purge(String id) {
        if (pictures.isNeeded(id)) {
            return false;
        }
        files.delete(id);
        pictures.purged(id);
        page.tell("purged", () -> Map.of("purged", id));
        return true;
    }

    @Override
    public void destroy() {
        // What is not swept now is swept at the next start.
        sweeper.shutdownNow();
    }
}
