package io.github.camelflux.camel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A temporary file that is deleted when the last exchange that may read it is done. */
final class HeldFile {
    private static final Logger LOG = LoggerFactory.getLogger(HeldFile.class);

    private final Path file;
    private final long size;
    private final AtomicInteger holders = new AtomicInteger();
    private final List<ImageStreamCache> readers = new CopyOnWriteArrayList<>();
    private volatile byte @Nullable [] memory;

    HeldFile(Path file, long size) {
        this.file = file;
        this.size = size;
    }

    /** A reader that is closed before the file is deleted. */
    ImageStreamCache reader() {
        ImageStreamCache reader = new ImageStreamCache(this);
        readers.add(reader);
        return reader;
    }

    /** Keeps the file until this exchange is done, or the one that collects what it was split or multicast into. */
    void holdFor(Exchange exchange) {
        holders.incrementAndGet();
        SynchronizationAdapter release = new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                release(done);
            }
        };
        UnitOfWork collecting = exchange.getProperty(ExchangePropertyKey.STREAM_CACHE_UNIT_OF_WORK, UnitOfWork.class);
        if (collecting != null && collecting.getRoute() != null) {
            collecting.addSynchronization(release);
        } else {
            exchange.getExchangeExtension().addOnCompletion(release);
        }
    }

    private void release(Exchange done) {
        try {
            if (memory == null && isRepliedWith(done)) {
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
            readers.forEach(ImageStreamCache::close);
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("The temporary file {} could not be deleted", file, e);
        }
    }

    /**
     * Whoever requests an image by a ProducerTemplate reads the reply after the exchange is done, when there is no later
     * moment to delete a file at. The image, which they hold anyway, goes into the heap then.
     */
    private boolean isRepliedWith(Exchange done) {
        if (!done.getPattern().isOutCapable()) {
            return false;
        }
        Object body = done.getMessage().getBody();
        return body instanceof Collection<?> several ? several.stream().anyMatch(this::isReadBy) : isReadBy(body);
    }

    private boolean isReadBy(@Nullable Object body) {
        if (body instanceof Exchange part) {
            return isReadBy(part.getMessage().getBody());
        }
        return body instanceof ImageStreamCache cache && cache.reads(this);
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
