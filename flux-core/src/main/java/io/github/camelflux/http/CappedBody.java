package io.github.camelflux.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Writes a body to a channel as it arrives and gives up the connection as soon as there is too much of it. */
final class CappedBody implements BodySubscriber<Long> {
    private final WritableByteChannel channel;
    private final long maxBytes;
    private final boolean cuts;
    private final CompletableFuture<Long> written = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private Ending ending = (failure, tellClient) -> tellClient.run();
    private Flow.@Nullable Subscription subscription;
    private long bytes;

    private CappedBody(WritableByteChannel channel, long maxBytes, boolean cuts) {
        this.channel = channel;
        this.maxBytes = maxBytes;
        this.cuts = cuts;
    }

    /** A body that is of no use unless it is whole: a larger one is a failure. */
    static CappedBody refusingMore(WritableByteChannel channel, long maxBytes) {
        return new CappedBody(channel, maxBytes, false);
    }

    /** A body of which the beginning will do: a larger one is taken to end there. */
    static CappedBody cuttingMore(WritableByteChannel channel, long maxBytes) {
        return new CappedBody(channel, maxBytes, true);
    }

    /** What is told first that a body has ended. */
    @FunctionalInterface
    interface Ending {
        /** Takes the failure, or null for a body that is whole, and lets the client hear of it when it likes. */
        void ended(@Nullable Throwable failure, Runnable tellClient);
    }

    CappedBody endingWith(Ending first) {
        this.ending = first;
        return this;
    }

    @Override
    public CompletionStage<Long> getBody() {
        return written;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (ended.get()) {
            return;
        }
        try {
            for (ByteBuffer buffer : buffers) {
                write(buffer);
            }
            next();
        } catch (IOException e) {
            end(e);
            giveUpConnection();
        }
    }

    private void write(ByteBuffer buffer) throws IOException {
        long room = maxBytes - bytes;
        if (buffer.remaining() > room && !cuts) {
            throw new BodyTooLargeException(maxBytes);
        }
        buffer.limit(buffer.position() + (int) Math.min(room, buffer.remaining()));
        bytes += buffer.remaining();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private void next() {
        if (cuts && bytes == maxBytes) {
            end(null);
            giveUpConnection();
        } else if (subscription != null) {
            subscription.request(1);
        }
    }

    private void giveUpConnection() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(failure);
    }

    @Override
    public void onComplete() {
        end(null);
    }

    /** The first end counts: given up, the client still comes to an end of its own, and that may be a good one. */
    private void end(@Nullable Throwable failure) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        Throwable outcome = closed(failure);
        ending.ended(outcome, () -> {
            if (outcome == null) {
                written.complete(bytes);
            } else {
                written.completeExceptionally(outcome);
            }
        });
    }

    private @Nullable Throwable closed(@Nullable Throwable failure) {
        try {
            channel.close();
        } catch (IOException e) {
            if (failure == null) {
                return e;
            }
            failure.addSuppressed(e);
        }
        return failure;
    }
}
