package io.github.camelflux.camel;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;

/** Reads what a message may hold bytes in: an array, a stream or a file, but never a name of one. */
final class MessageBytes {
    /** A redelivery finds the same stream on the message, and nothing left in it. */
    private static final String READ_BEFORE = "CamelFluxReadBefore";

    private MessageBytes() {}

    /**
     * Reads at most one byte more than the limit, which tells what is too large.
     *
     * @return null for what holds no bytes
     */
    static byte @Nullable [] of(@Nullable Object given, Exchange exchange, int limit) throws IOException {
        if (given instanceof byte[] bytes) {
            return bytes;
        }
        if (given instanceof StreamCache cache) {
            cache.reset();
            return given instanceof InputStream stream ? stream.readNBytes(limit + 1) : null;
        }
        if (given instanceof InputStream stream) {
            return readOnce(stream, exchange, limit);
        }
        if (given instanceof WrappedFile<?> wrapped) {
            return of(wrapped.getFile() instanceof File ? wrapped.getFile() : wrapped.getBody(), exchange, limit);
        }
        if (given instanceof File file) {
            return of(file.toPath(), exchange, limit);
        }
        return given instanceof Path path ? read(path, limit) : null;
    }

    private static byte[] read(Path file, int limit) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return stream.readNBytes(limit + 1);
        }
    }

    @SuppressWarnings("unchecked")
    private static byte[] readOnce(InputStream stream, Exchange exchange, int limit) throws IOException {
        Map<InputStream, byte[]> before = exchange.getProperty(READ_BEFORE, Map.of(), Map.class);
        Map<InputStream, byte[]> read = new IdentityHashMap<>(before);
        byte[] bytes = read.get(stream);
        if (bytes == null) {
            bytes = stream.readNBytes(limit + 1);
            read.put(stream, bytes);
            exchange.setProperty(READ_BEFORE, read);
        }
        return bytes;
    }
}
