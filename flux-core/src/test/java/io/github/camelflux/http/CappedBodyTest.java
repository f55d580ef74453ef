package io.github.camelflux.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** A body as the JDK's client delivers it, which goes on to its end although the subscription was cancelled. */
class CappedBodyTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> ends = new ArrayList<>();
    private final Connection connection = new Connection();

    private CappedBody heard(CappedBody body) {
        body.endingWith((failure, tellClient) -> {
            ends.add(failure == null ? "whole" : failure.getMessage());
            tellClient.run();
        });
        body.onSubscribe(connection);
        return body;
    }

    private static List<ByteBuffer> buffers(String... texts) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (String text : texts) {
            buffers.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
        return buffers;
    }

    @Test
    void endsOnceWhenItIsWhole() {
        CappedBody body = heard(CappedBody.refusingMore(Channels.newChannel(bytes), 6));

        body.onNext(buffers("abc", "de"));
        body.onNext(buffers("f"));
        body.onComplete();

        assertThat(ends).containsExactly("whole");
        assertThat(body.getBody().toCompletableFuture()).isCompletedWithValue(6L);
        assertThat(bytes).hasToString("abcdef");
        assertThat(connection.cancelled).isZero();
    }

    @Test
    void endsOnceWhenItIsTooLargeEvenIfTheClientThenCompletesIt() {
        CappedBody body = heard(CappedBody.refusingMore(Channels.newChannel(bytes), 3));

        body.onNext(buffers("abcd"));
        body.onNext(buffers("e"));
        body.onComplete();

        assertThat(ends).containsExactly("The answer is larger than 3 bytes");
        assertThat(body.getBody().toCompletableFuture()).isCompletedExceptionally();
        assertThat(connection.cancelled).isPositive();
    }

    @Test
    void endsOnceWhereItIsCutEvenIfTheClientThenFailsIt() {
        CappedBody body = heard(CappedBody.cuttingMore(Channels.newChannel(bytes), 3));

        body.onNext(buffers("ab", "cd"));
        body.onNext(buffers("e"));
        body.onError(new IllegalStateException("cancelled"));

        assertThat(ends).containsExactly("whole");
        assertThat(bytes).hasToString("abc");
        assertThat(connection.cancelled).isPositive();
    }

    private static final class Connection implements Flow.Subscription {
        private int cancelled;

        @Override
        public void request(long count) {}

        @Override
        public void cancel() {
            cancelled++;
        }
    }
}
