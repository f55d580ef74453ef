package io.github.camelflux.camel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.jspecify.annotations.Nullable;

/**
 * An image as a message body that can be read again and again and stays on disk until its exchanges are done.
 *
 * <p>Camel's own cache of that kind would copy the image, and by default into the heap.
 */
final class ImageStreamCache extends InputStream implements StreamCache {
    private final HeldFile file;
    private @Nullable InputStream stream;
    private long position;

    ImageStreamCache(HeldFile file) {
        this.file = file;
    }

    /** The image's file until the exchange is done; null if it is done already and the image in memory only. */
    @Nullable
    Path fileFor(@Nullable Exchange exchange) throws IOException {
        return file.fileFor(exchange);
    }

    boolean reads(HeldFile other) {
        return file == other;
    }

    /** A reader of its own for the same exchange. */
    ImageStreamCache another() {
        return file.reader();
    }

    @Override
    public StreamCache copy(Exchange exchange) {
        file.holdFor(exchange);
        return file.reader();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = stream().read(target, offset, length);
        position += Math.max(read, 0);
        return read;
    }

    @Override
    public int available() throws IOException {
        return stream().available();
    }

    private InputStream stream() throws IOException {
        if (stream == null) {
            stream = file.open();
            stream.skipNBytes(position);
        }
        return stream;
    }

    @Override
    public void writeTo(OutputStream target) throws IOException {
        try (InputStream whole = file.open()) {
            whole.transferTo(target);
        }
    }

    /** Begins again at the image's first byte, as Camel expects of a stream cache. */
    @Override
    public void reset() {
        close();
    }

    /** The next read begins at the first byte again. */
    @Override
    public void close() {
        position = 0;
        closeStream();
    }

    /** Makes way for the file's end; somebody who is reading what is in memory by then goes on at the same byte. */
    void leaveFile() {
        if (!(stream instanceof ByteArrayInputStream)) {
            closeStream();
        }
    }

    private void closeStream() {
        InputStream open = stream;
        stream = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public boolean inMemory() {
        return file.isInMemory();
    }

    @Override
    public long length() {
        return file.size();
    }

    @Override
    public long position() {
        return position;
    }
}
