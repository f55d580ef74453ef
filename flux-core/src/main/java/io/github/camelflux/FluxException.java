package io.github.camelflux;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can go wrong, cut by what a caller can do about it.
 *
 * <p>No message holds a key, a webhook secret or a signed address.
 */
public abstract sealed class FluxException extends RuntimeException {
    private final TaskContext context;

    private FluxException(String message, TaskContext context, @Nullable Throwable cause) {
        super(message, cause);
        this.context = context;
    }

    /** Who was asked, if it got so far. */
    public Optional<Provider> provider() {
        return Optional.ofNullable(context.provider());
    }

    /** The caller's own name for the task, if it got so far as to have one. */
    public Optional<String> taskKey() {
        return Optional.ofNullable(context.taskKey());
    }

    /** The accepted task; with it the result can still be had, unless the error says that there is none. */
    public Optional<Ticket> ticket() {
        return Optional.ofNullable(context.ticket());
    }

    /** What the provider said, in all the detail that it gave; empty for what was found here. */
    public List<ProviderError> providerErrors() {
        return context.errors();
    }

    /** What has failed, without what a future has put around it. */
    public static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /**
     * Whether a failure is the end of a task, rather than of waiting for one that may still end well. A request that was
     * refused made none.
     */
    public static boolean isEndOfTask(@Nullable Throwable failure) {
        Throwable cause = failure == null ? null : causeOf(failure);
        return cause instanceof FluxException error
                && error.ticket().isPresent()
                && (error instanceof Moderated || error instanceof GenerationFailed);
    }

    /** The request cannot be served as it is: change it. Nothing was charged. */
    public static final class InvalidRequest extends FluxException {
        private final List<RequestFault> faults;

        public InvalidRequest(String message, List<RequestFault> faults, TaskContext context) {
            super(message, context, null);
            this.faults = List.copyOf(faults);
        }

        /** Faults that were found before anything was sent. */
        public static InvalidRequest of(RequestFault... faults) {
            return of(List.of(faults));
        }

        /** Faults that were found before anything was sent. */
        public static InvalidRequest of(List<RequestFault> faults) {
            String message = faults.stream().map(RequestFault::describe).collect(Collectors.joining(". "));
            return new InvalidRequest(message, faults, TaskContext.NONE);
        }

        /** Each thing that is wrong; empty when only the provider's words are known. */
        public List<RequestFault> faults() {
            return faults;
        }
    }

    /** The caller may not do this, now or at all: key, permission, credits or budget. Nothing was charged. */
    public static final class Refused extends FluxException {
        /** What stands in the way. */
        public enum Reason {
            /** The key is missing, malformed or not known. */
            KEY,
            /** The key is good but not for this. */
            PERMISSION,
            /** The account has no credits left. */
            CREDITS,
            /** The configured spending limit would be exceeded. */
            BUDGET,
            /** The caller has a task for the same picture at another provider or address already. */
            ELSEWHERE
        }

        private final Reason reason;

        public Refused(Reason reason, String message, TaskContext context) {
            super(message, context, null);
            this.reason = reason;
        }

        /** What stands in the way. */
        public Reason reason() {
            return reason;
        }
    }

    /** Too much at once: the same request can succeed later. Nothing was charged. */
    public static final class Throttled extends FluxException {
        private final @Nullable Duration retryAfter;

        public Throttled(String message, @Nullable Duration retryAfter, TaskContext context) {
            super(message, context, null);
            this.retryAfter = retryAfter;
        }

        /** How long to wait, if the provider said. */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }

    /** The request provably never reached the provider, or only asked and was not answered: it is safe to repeat. */
    public static final class NotSent extends FluxException {
        public NotSent(String message, TaskContext context, @Nullable Throwable cause) {
            super(message, context, cause);
        }
    }

    /** The request may have been accepted and charged, or not: settle that before repeating it. */
    public static final class InDoubt extends FluxException {
        public InDoubt(String message, TaskContext context, @Nullable Throwable cause) {
            super(message, context, cause);
        }
    }

    /** The provider's moderation stopped the request or its result. */
    public static final class Moderated extends FluxException {
        private final TaskStatus.Moderated status;

        public Moderated(TaskStatus.Moderated status, TaskContext context) {
            super(message(status), context, null);
            this.status = status;
        }

        private static String message(TaskStatus.Moderated status) {
            String what = status.stage() == TaskStatus.Stage.REQUEST ? "request" : "generated image";
            String why = status.reasons().isEmpty() ? "no reasons given" : String.join(", ", status.reasons());
            return "The provider's moderation stopped the " + what + " (" + Printable.of(why) + ")";
        }

        /** What was judged. */
        public TaskStatus.Stage stage() {
            return status.stage();
        }

        /** All that the provider said. */
        public TaskStatus.Moderated status() {
            return status;
        }

        /** The provider's words; may be empty. */
        public List<String> reasons() {
            return status.reasons();
        }
    }

    /** The task was accepted and has ended, and there is no image to be had from it. */
    public static final class GenerationFailed extends FluxException {
        /** How it ended. */
        public enum Reason {
            /** The provider reports an error. */
            ERROR,
            /** The provider no longer knows the task. */
            LOST,
            /** The image existed and can no longer be downloaded. */
            EXPIRED
        }

        private final Reason reason;

        public GenerationFailed(Reason reason, String message, TaskContext context, @Nullable Throwable cause) {
            super(message, context, cause);
            this.reason = reason;
        }

        /** How it ended. */
        public Reason reason() {
            return reason;
        }
    }

    /** The wait ended before the task did: take it up again with the {@link #ticket()}. */
    public static final class TimedOut extends FluxException {
        public TimedOut(String message, TaskContext context) {
            super(message, context, null);
        }
    }

    /** The provider's answer led somewhere, or held something, that was not accepted. */
    public static final class Untrusted extends FluxException {
        private final @Nullable URI address;

        public Untrusted(String message, @Nullable URI address, TaskContext context, @Nullable Throwable cause) {
            super(message, context, cause);
            this.address = address;
        }

        /** The address itself, since what is there was paid for; it may hold a signature, so it is not for logs. */
        public Optional<URI> address() {
            return Optional.ofNullable(address);
        }
    }
}
