package io.github.camelflux.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Writes a body to a channel as it arrives and gives up the connection as soon as there is too much of it. */
final class CappedBody implements BodySubscriber<Long> {
    private final WritableByteChannel channel;
    private final long maxBytes;
    private final CompletableFuture<Long> written = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private long bytes;

    CappedBody(WritableByteChannel channel, long maxBytes) {
        this.channel = channel;
        this.maxBytes = maxBytes;
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
        try {
            for (ByteBuffer buffer : buffers) {
                write(buffer);
            }
            if (subscription != null) {
                subscription.request(1);
            }
        } catch (IOException e) {
            if (subscription != null) {
                subscription.cancel();
            }
            onError(e);
        }
    }

    private void write(ByteBuffer buffer) throws IOException {
        bytes += buffer.remaining();
        if (bytes > maxBytes) {
            throw new IOException("The answer is larger than " + maxBytes + " bytes");
        }
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void onError(Throwable failure) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        written.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        try {
            channel.close();
            written.complete(bytes);
        } catch (IOException e) {
            written.completeExceptionally(e);
        }
    }
}
