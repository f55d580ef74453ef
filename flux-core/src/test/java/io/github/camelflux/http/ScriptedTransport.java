package io.github.camelflux.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A network on which only what a test says happens.
 *
 * <p>A call is answered by the next answer for its kind, else by the one for all of its kind, else by hand.
 */
public final class ScriptedTransport implements Transport {
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final Map<Kind, Deque<Function<Sent, HttpOutcome>>> next = new EnumMap<>(Kind.class);
    private final Map<Kind, Function<Sent, HttpOutcome>> always = new EnumMap<>(Kind.class);

    /** What a call is for. */
    public enum Kind {
        SUBMIT,
        POLL,
        DOWNLOAD
    }

    /** A call as it would have been sent. */
    public static final class Sent {
        private final Kind kind;
        private final HttpCall call;
        private final @Nullable Path file;
        private final CompletableFuture<HttpOutcome> outcome = new CompletableFuture<>();

        private Sent(Kind kind, HttpCall call, @Nullable Path file) {
            this.kind = kind;
            this.call = call;
            this.file = file;
        }

        public Kind kind() {
            return kind;
        }

        public URI address() {
            return call.address();
        }

        public Map<String, String> headers() {
            return call.headers();
        }

        public String text() {
            byte[] body = call.body();
            return body == null ? "" : new String(body, StandardCharsets.UTF_8);
        }

        public CompletableFuture<HttpOutcome> outcome() {
            return outcome;
        }

        /** Writes what a download brings. */
        public HttpOutcome deliver(byte[] bytes) {
            try {
                Files.write(file, bytes);
                return new HttpOutcome.Reply(200, Map.of(), new byte[0]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return kind + " " + call;
        }
    }

    /** A reply with a JSON body. */
    public static HttpOutcome reply(int status, String body, String... headers) {
        Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], List.of(headers[i + 1]));
        }
        return new HttpOutcome.Reply(status, map, body.getBytes(StandardCharsets.UTF_8));
    }

    /** What becomes of a call whose answer went over its limit. */
    public static HttpOutcome tooLarge() {
        return new HttpOutcome.Broken(new BodyTooLargeException(1));
    }

    /** Answers the next calls of a kind, one each. */
    public ScriptedTransport next(Kind kind, HttpOutcome... outcomes) {
        Arrays.stream(outcomes).forEach(outcome -> next(kind, call -> outcome));
        return this;
    }

    public ScriptedTransport next(Kind kind, Function<Sent, HttpOutcome> answer) {
        next.computeIfAbsent(kind, any -> new ArrayDeque<>()).add(answer);
        return this;
    }

    /** Answers every call of a kind that has no answer of its own. */
    public ScriptedTransport always(Kind kind, HttpOutcome outcome) {
        return always(kind, call -> outcome);
    }

    public ScriptedTransport always(Kind kind, Function<Sent, HttpOutcome> answer) {
        always.put(kind, answer);
        return this;
    }

    /** Leaves every call of a kind to be answered by hand. */
    public ScriptedTransport byHand(Kind kind) {
        always.remove(kind);
        return this;
    }

    public List<Sent> calls() {
        return List.copyOf(sent);
    }

    public List<Sent> calls(Kind kind) {
        return sent.stream().filter(call -> call.kind() == kind).toList();
    }

    /** The one call of a kind that waits to be answered by hand. */
    public Sent pending(Kind kind) {
        List<Sent> pending =
                calls(kind).stream().filter(call -> !call.outcome().isDone()).toList();
        if (pending.size() != 1) {
            throw new AssertionError(pending.size() + " calls of kind " + kind + " are pending: " + sent);
        }
        return pending.get(0);
    }

    @Override
    public CompletableFuture<HttpOutcome> send(HttpCall call) {
        return answered(new Sent(call.method().equals("POST") && !asks(call) ? Kind.SUBMIT : Kind.POLL, call, null));
    }

    /** Runware's questions are posted too. */
    private static boolean asks(HttpCall call) {
        String body = call.body() == null ? "" : new String(call.body(), StandardCharsets.UTF_8);
        return body.startsWith("[{\"taskType\":\"get");
    }

    @Override
    public CompletableFuture<HttpOutcome> download(HttpCall call, Path file) {
        return answered(new Sent(Kind.DOWNLOAD, call, file));
    }

    private CompletableFuture<HttpOutcome> answered(Sent call) {
        sent.add(call);
        Deque<Function<Sent, HttpOutcome>> queue = next.getOrDefault(call.kind(), new ArrayDeque<>());
        Function<Sent, HttpOutcome> answer = queue.isEmpty() ? always.get(call.kind()) : queue.remove();
        if (answer != null) {
            call.outcome().complete(answer.apply(call));
        }
        return call.outcome();
    }
}
