package io.github.camelflux.submit;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.Printable;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.Ticket;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What callers are told about submits that came to nothing. */
final class SubmitErrors {
    private SubmitErrors() {}

    /** What broke before anything was sent, a journal's failure say, as one of our errors. */
    static RuntimeException notSent(Throwable failure, TaskContext context) {
        return failure instanceof FluxException || failure instanceof CancellationException
                ? (RuntimeException) failure
                : new NotSent("The request was not sent: " + Printable.of(failure.toString()), context, failure);
    }

    /** @param named the task, where its name was chosen here, so that it may be submitted again by it */
    static InDoubt inDoubt(String reason, TaskContext context, @Nullable Ticket named, @Nullable Throwable cause) {
        String what = named == null
                ? "so it is not repeated"
                : "and the same request with the same task key takes it up again without a second charge";
        return new InDoubt(
                "The submit's outcome is unknown (" + reason + "): it may have been charged, " + what + ". Task key "
                        + context.taskKey(),
                context,
                cause);
    }

    static InvalidRequest anotherRequest(TaskContext context) {
        String message =
                "Task key '" + context.taskKey() + "' already stands for another request; a key names one picture";
        RequestFault fault = new RequestFault("taskKey", String.valueOf(context.taskKey()), "a key that is not in use");
        return new InvalidRequest(message, List.of(fault), context);
    }

    static Refused elsewhere(Provider provider, TaskContext context) {
        String message = "Task key '" + context.taskKey() + "' has a task at provider " + provider.id()
                + ": a second one is not begun";
        return new Refused(Refused.Reason.ELSEWHERE, message, context);
    }
}
