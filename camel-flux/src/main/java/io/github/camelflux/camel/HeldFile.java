package io.github.camelflux.camel;

import io.github.camelflux.ImageResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.spi.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A temporary file that is deleted when the last exchange that may read it is done. */
final class HeldFile {
    private static final Logger LOG = LoggerFactory.getLogger(HeldFile.class);

    private final HeldFiles all;
    private final Path file;
    private final long size;
    private final AtomicInteger holders = new AtomicInteger();
    private final List<ImageStreamCache> readers = new CopyOnWriteArrayList<>();
    private volatile byte @Nullable [] memory;
    private volatile boolean handedOver;
    private volatile boolean isForTheWhole;

    HeldFile(HeldFiles all, Path file, long size) {
        this.all = all;
        this.file = file;
        this.size = size;
    }

    /** A reader that leaves the file before it is deleted. */
    ImageStreamCache reader() {
        ImageStreamCache reader = new ImageStreamCache(this);
        readers.add(reader);
        return reader;
    }

    /** Keeps the file until this exchange is done, or the one that collects what it was split or multicast into. */
    void holdFor(Exchange exchange) {
        holders.incrementAndGet();
        ExchangeEnd.whenDone(exchange, this::release);
    }

    private synchronized void release(Exchange done) {
        try {
            if (outlives(done, this::isFileOf)) {
                // Whoever gets an exception seldom looks for a result beside it; the task can be asked for again.
                boolean goesOn = !done.getPattern().isOutCapable() && RecipientPart.wholeOf(done) != null;
                isForTheWhole |= goesOn && !done.isFailed();
                handedOver |= !goesOn && !done.isFailed();
            } else if (memory == null && outlives(done, this::isReadBy)) {
                memory = Files.readAllBytes(file);
            }
        } catch (IOException e) {
            LOG.warn("The image {} could not be kept for whoever asked for it", file, e);
        } finally {
            if (holders.decrementAndGet() == 0) {
                delete();
            }
        }
    }

    private void delete() {
        try {
            readers.forEach(ImageStreamCache::leaveFile);
            if (isForTheWhole) {
                // Nothing tells when that is done; the file goes with the component.
                return;
            }
            if (!handedOver) {
                Files.deleteIfExists(file);
            }
            all.leave(file);
        } catch (IOException e) {
            LOG.warn("The temporary file {} could not be deleted", file, e);
        }
    }

    /**
     * Whoever sends an exchange by a ProducerTemplate, or takes one by a ConsumerTemplate, reads it after it is done, and
     * so do the caller of a Kamelet, which runs on a copy of the exchange, and the whole that a recipient list sends parts
     * of; there is no later moment to delete a file at. The image goes into the heap then; the file of a result is theirs to
     * move or delete.
     */
    private static boolean outlives(Exchange done, Predicate<Object> kind) {
        boolean isCopy = isOfKamelet(done) || RecipientPart.wholeOf(done) != null;
        return (done.getPattern().isOutCapable() || isOfTemplate(done) || isCopy)
                && isOrHolds(done.getMessage().getBody(), kind);
    }

    /** A route that began an exchange is still its route when it is done; a template's has left all routes by then. */
    private static boolean isOfTemplate(Exchange done) {
        UnitOfWork unit = done.getUnitOfWork();
        return unit == null || unit.getRoute() == null;
    }

    private static boolean isOfKamelet(Exchange exchange) {
        String routeId = exchange.getFromRouteId();
        Route route = routeId == null ? null : exchange.getContext().getRoute(routeId);
        return route != null && route.isCreatedByKamelet();
    }

    private static boolean isOrHolds(@Nullable Object body, Predicate<Object> kind) {
        if (body instanceof Collection<?> several) {
            return several.stream().anyMatch(each -> isOrHolds(each, kind));
        }
        if (body instanceof Exchange part) {
            return isOrHolds(part.getMessage().getBody(), kind);
        }
        if (body instanceof Message part) {
            return isOrHolds(part.getBody(), kind);
        }
        return body != null && kind.test(body);
    }

    private boolean isReadBy(Object body) {
        return body instanceof ImageStreamCache cache && cache.reads(this);
    }

    private boolean isFileOf(Object body) {
        return body instanceof ImageResult result
                && result.images().stream().anyMatch(image -> image.file().equals(file));
    }

    /**
     * The file, until the exchange is done; written again if the image has gone into memory since. Null if there is no
     * exchange that it could be deleted with.
     */
    synchronized @Nullable Path fileFor(@Nullable Exchange exchange) throws IOException {
        byte[] bytes = memory;
        if (bytes == null) {
            return file;
        }
        if (exchange == null || exchange.getUnitOfWork() == null) {
            return null;
        }
        if (Files.notExists(file)) {
            Files.write(file, bytes);
            all.add(this, file);
        }
        holdFor(exchange);
        return file;
    }

    InputStream open() throws IOException {
        byte[] bytes = memory;
        return bytes == null ? Files.newInputStream(file) : new ByteArrayInputStream(bytes);
    }

    boolean isInMemory() {
        return memory != null;
    }

    long size() {
        return size;
    }
}
