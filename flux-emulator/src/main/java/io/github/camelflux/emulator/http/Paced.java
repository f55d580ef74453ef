package io.github.camelflux.emulator.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sends what it is given piece by piece, with a pause before each but the first. */
final class Paced extends OutputStream {
    private final OutputStream out;
    private final Pace pace;
    private final CountDownLatch closing;
    private int left;

    /** @param closing ends the pauses, and the answer with them */
    Paced(OutputStream out, Pace pace, CountDownLatch closing) {
        this.out = out;
        this.pace = pace;
        this.closing = closing;
        this.left = pace.bytes();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        for (int from = offset; from < end; ) {
            if (left == 0) {
                out.flush();
                pause();
                left = pace.bytes();
            }
            int piece = Math.min(left, end - from);
            out.write(bytes, from, piece);
            from += piece;
            left -= piece;
        }
    }

    private void pause() throws IOException {
        try {
            if (closing.await(pace.every().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("The server closes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The server closes");
        }
    }
}
