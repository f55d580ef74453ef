package io.github.camelflux.submit;

import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.poll.Poller;
import io.github.camelflux.provider.PollAnswer;
import io.github.camelflux.submit.SubmitRules.LookUp;
import java.util.concurrent.CompletableFuture;

/** Asks a provider whether it has the task of a name that was chosen here. */
final class NameLookUp {
    private final Poller poller;

    NameLookUp(Poller poller) {
        this.poller = poller;
    }

    /** Asks both ways that a task can be asked for, since either may be the one that finds it. The future never fails. */
    CompletableFuture<LookUp> ask(String taskKey, Ticket named) {
        TaskContext context = new TaskContext(named.provider(), taskKey, named);
        return ask(context, named, false)
                .thenCompose(first -> first == LookUp.THERE
                        ? CompletableFuture.completedFuture(first)
                        : ask(context, named, true).thenApply(second -> together(first, second)));
    }

    /** That one way finds nothing says little while the other was not answered. */
    private static LookUp together(LookUp first, LookUp second) {
        return second == LookUp.THERE || first == LookUp.NOT_THERE ? second : LookUp.UNANSWERED;
    }

    private CompletableFuture<LookUp> ask(TaskContext context, Ticket named, boolean insistent) {
        return poller.ask(context, named, insistent).handle((answer, failure) -> {
            if (!(answer instanceof PollAnswer.Status status)) {
                return LookUp.UNANSWERED;
            }
            return status.status() instanceof TaskStatus.NotFound ? LookUp.NOT_THERE : LookUp.THERE;
        });
    }
}
