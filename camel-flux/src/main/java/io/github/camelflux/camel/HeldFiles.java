package io.github.camelflux.camel;

import io.github.camelflux.GeneratedImage;
import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The temporary files of a component, of which none is left when it has stopped but those that were handed over.
 *
 * <p>Camel does not end every exchange that it makes: not one that arrives after the timeout of a multicast whose unit of
 * work it shares, nor an enrichment whose strategy throws. The image of an exchange that nobody can reach any more is
 * deleted when another one arrives.
 */
final class HeldFiles {
    private static final Logger LOG = LoggerFactory.getLogger(HeldFiles.class);

    private final ConcurrentMap<Path, Trace> traces = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> unreachable = new ReferenceQueue<>();

    /** What is left of a file that nobody can reach. */
    private static final class Trace extends PhantomReference<Object> {
        private final Path file;

        Trace(Object held, Path file, ReferenceQueue<Object> unreachable) {
            super(held, unreachable);
            this.file = file;
        }
    }

    /** Keeps an image's file until an exchange is done. */
    HeldFile hold(GeneratedImage image, FluxOutput output, Exchange exchange) {
        deleteUnreachable();
        // A result names its file, so that this may be in use as long as somebody has the name.
        boolean isNamed = output == FluxOutput.result;
        HeldFile file = new HeldFile(this, image.file(), image.size());
        add(isNamed ? this : file, image.file());
        file.holdFor(exchange);
        return file;
    }

    /** Takes in a file that is there again. */
    void add(Object held, Path file) {
        traces.put(file, new Trace(held, file, unreachable));
    }

    /** Has nothing more to do with a file, which is gone or somebody else's. */
    void leave(Path file) {
        traces.remove(file);
    }

    private void deleteUnreachable() {
        for (Reference<?> next = unreachable.poll(); next != null; next = unreachable.poll()) {
            Trace trace = (Trace) next;
            if (traces.remove(trace.file, trace)) {
                delete(trace.file);
            }
        }
    }

    /** Deletes what is left. */
    void close() {
        for (Path file : traces.keySet()) {
            leave(file);
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("The temporary file {} could not be deleted", file, e);
        }
    }
}
