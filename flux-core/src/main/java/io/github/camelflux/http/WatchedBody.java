package io.github.camelflux.http;

import io.github.camelflux.FluxException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLHandshakeException;

/**
 * A request body that knows whether the client asked for it, which it does once it is connected and, over TLS, has
 * found the far side to be who it should be. It is given once, so that the client cannot send it again, whatever it was
 * told to do; and not at all once it was said that nothing was sent, or when it may not be sent any more.
 */
final class WatchedBody implements BodyPublisher {
    private enum Fate {
        OPEN,
        ASKED_FOR,
        HELD_BACK
    }

    private final HttpCall call;
    private final BodyPublisher bytes;
    private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.OPEN);

    WatchedBody(HttpCall call) {
        this.call = call;
        byte[] body = call.body();
        this.bytes = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    }

    /** What a call has come to that was not replied to. */
    HttpOutcome unanswered(Throwable failure) {
        Throwable cause = FluxException.causeOf(failure);
        boolean notSent = call.body() == null ? isOfNoConnection(cause) : isHeldBack();
        Throwable told = call.withoutKey(cause);
        return notSent ? new HttpOutcome.NotSent(told) : new HttpOutcome.Broken(told);
    }

    /** Of a request without a body, which may be repeated, the failure itself tells enough. */
    private static boolean isOfNoConnection(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException;
    }

    private boolean isHeldBack() {
        return fate.updateAndGet(f -> f == Fate.OPEN ? Fate.HELD_BACK : f) == Fate.HELD_BACK;
    }

    @Override
    public long contentLength() {
        return bytes.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        Fate given = call.mayBeSent() ? Fate.ASKED_FOR : Fate.HELD_BACK;
        if (fate.compareAndSet(Fate.OPEN, given) && given == Fate.ASKED_FOR) {
            bytes.subscribe(subscriber);
        } else {
            refuse(subscriber);
        }
    }

    private static void refuse(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {}

            @Override
            public void cancel() {}
        });
        subscriber.onError(new IOException("A request's body is given once, and only while the call is wanted"));
    }
}
