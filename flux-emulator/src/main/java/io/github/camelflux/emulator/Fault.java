package io.github.camelflux.emulator;

import io.github.camelflux.emulator.http.Body;
import io.github.camelflux.emulator.http.Cut;
import io.github.camelflux.emulator.http.Cut.Ending;
import io.github.camelflux.emulator.http.Pace;
import io.github.camelflux.emulator.http.Reply;
import io.github.camelflux.emulator.http.Request;
import io.github.camelflux.emulator.provider.Api;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Something that goes wrong with one request; planned with {@link FluxEmulator#next} or {@link FluxEmulator#always}.
 *
 * <p>Two kinds: a fault that <em>replaces</em> the answer leaves no trace (a submit is neither counted nor charged)
 * unless {@link #counted()} is asked for; a fault that <em>spoils</em> the emulator's own answer comes after the
 * request was processed as usual.
 *
 * <p>Immutable; one fault may be planned many times.
 */
public final class Fault {
    private static final Reply NOTHING = Reply.json(200, "");

    private final String name;
    private final boolean counted;
    private final Effect effect;

    private Fault(String name, boolean counted, Effect effect) {
        this.name = name;
        this.counted = counted;
        this.effect = effect;
    }

    /** What becomes of the answer that a part of the emulator would give. */
    @FunctionalInterface
    private interface Effect {
        Reply on(Reply normal, Api asked);
    }

    // ---- faults that replace the answer

    /** Answers with this status and an error of the form that the provider, or its storage, gives errors. */
    public static Fault status(int code) {
        requireFinal(code);
        return new Fault("status " + code, false, (normal, asked) -> asked.failing(code));
    }

    /**
     * Answers with this status and body.
     *
     * @param headers names and values in turn, such as {@code "Retry-After", "2"}
     */
    public static Fault status(int code, String jsonBody, String... headers) {
        if (headers.length % 2 != 0) {
            throw new IllegalArgumentException("headers must be names and values in turn, got " + headers.length);
        }
        Reply reply = Reply.json(requireFinal(code), jsonBody);
        for (int i = 0; i < headers.length; i += 2) {
            reply = reply.with(headers[i], headers[i + 1]);
        }
        return replacing("status " + code, reply);
    }

    /** Answers with this status, body and headers. */
    public static Fault status(int code, String jsonBody, Map<String, String> headers) {
        Reply reply = Reply.json(requireFinal(code), jsonBody);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return replacing("status " + code, reply);
    }

    /** Answers 200 with exactly this body, announced as JSON. */
    public static Fault body(String body) {
        return replacing("body", Reply.json(200, body));
    }

    /** Answers 200 with JSON that ends in the middle of a value. */
    public static Fault brokenJson() {
        return replacing("broken JSON", Reply.json(200, "{\"id\":\"3f1c0b6e-7d"));
    }

    /** Answers with an HTML page, as a proxy in between does. */
    public static Fault html(int code) {
        String page = "<!doctype html><html><head><title>" + code + "</title></head><body>A proxy's page</body></html>";
        return replacing("HTML " + code, Reply.text(requireFinal(code), "text/html", page));
    }

    /** Sends the client elsewhere. */
    public static Fault redirect(int code, URI location) {
        return replacing("redirect", Reply.json(requireFinal(code), "").with("Location", location.toString()));
    }

    /** Reads the request and closes the connection without an answer. */
    public static Fault dropBeforeProcessing() {
        return replacing("drop", NOTHING.broken(new Cut(Cut.BEFORE_HEADERS, Ending.CLOSE)));
    }

    /** Reads the request and resets the connection without an answer. */
    public static Fault reset() {
        return replacing("reset", NOTHING.broken(new Cut(Cut.BEFORE_HEADERS, Ending.RESET)));
    }

    /** Reads the request and then says nothing until the client or the emulator closes the connection. */
    public static Fault stallBeforeHeaders() {
        return replacing("stall before headers", NOTHING.broken(new Cut(Cut.BEFORE_HEADERS, Ending.STALL)));
    }

    // ---- faults that spoil the emulator's own answer

    /**
     * Processes the request and closes the connection without an answer: an acceptable submit is charged, and the
     * client cannot know.
     */
    public static Fault dropAfterProcessing() {
        return dropBeforeProcessing().counted();
    }

    /**
     * Sends the headers and half of the body, and then nothing until the client or the emulator closes the
     * connection.
     */
    public static Fault stall() {
        return spoiling("stall", reply -> reply.broken(new Cut(reply.body().length() / 2, Ending.STALL)));
    }

    /** Announces the whole length, sends this much of the body and closes the connection. */
    public static Fault cutAfter(int bodyBytes) {
        Argument.require(bodyBytes >= 0, bodyBytes, "bodyBytes", "0 or more");
        return spoiling("cut after " + bodyBytes, reply -> reply.broken(new Cut(bodyBytes, Ending.CLOSE)));
    }

    /** Processes the request at once and holds the answer back, for a day at most. */
    public static Fault delay(Duration delay) {
        Argument.requireUpToADay(delay, "delay");
        return spoiling("delay " + delay, reply -> reply.after(reply.delay().plus(delay)));
    }

    /**
     * Sends the body in pieces of so many bytes with a pause between them: no read of the client waits long, and the
     * whole takes for ever.
     */
    public static Fault trickle(int bytes, Duration every) {
        Argument.require(bytes > 0, bytes, "bytes", "1 or more");
        Pace pace = new Pace(bytes, Argument.requireUpToADay(every, "every"));
        return spoiling("trickle of " + bytes + " bytes every " + every, reply -> reply.at(pace));
    }

    /**
     * Changes the body of the emulator's own answer, to plant a hostile {@code polling_url} or {@code sample} for a
     * task that really exists.
     *
     * @param body gets the whole body and returns the one to send; not for pictures, which are no text
     */
    public static Fault answering(UnaryOperator<String> body) {
        return spoiling(
                "changed answer",
                reply -> reply.withBody(Body.of(body.apply(text(reply.body())).getBytes(StandardCharsets.UTF_8))));
    }

    /**
     * The same fault, but the request is processed first: an acceptable submit creates its task and is charged,
     * whatever the client gets to see.
     */
    public Fault counted() {
        return new Fault(name + ", counted", true, effect);
    }

    /** What goes wrong, in a few words. */
    @Override
    public String toString() {
        return name;
    }

    /** The answer to a request that the asked part would process as usual. */
    Reply answer(Api asked, Request request) {
        return effect.on(counted ? asked.answer(request) : NOTHING, asked);
    }

    private static int requireFinal(int code) {
        return Argument.require(code >= 200 && code <= 999, code, "code", "200 to 999");
    }

    private static Fault replacing(String name, Reply reply) {
        return new Fault(name, false, (normal, asked) -> reply);
    }

    private static Fault spoiling(String name, UnaryOperator<Reply> effect) {
        return new Fault(name, true, (normal, asked) -> effect.apply(normal));
    }

    private static String text(Body body) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            body.writeTo(bytes);
            return bytes.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
