package io.github.camelflux.camel;

import io.github.camelflux.Ticket;
import io.github.camelflux.client.FluxClient;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Hands what is submitted by a component's endpoints, or was orphaned, to its flux:completed consumer, if there is one. */
final class CompletedTasks {
    private @Nullable Follower consumer;

    /**
     * A task whose result is for whoever consumes it.
     *
     * @param continuations what its exchange is carried on with
     * @param client whose account it is charged to
     * @param taskKey its name in the journal
     * @param named whether the name means something to the user
     * @param ticket its name at the provider
     * @param keptHeaders what its messages had that the consumer's are to have too
     */
    record Submitted(
            Executor continuations,
            FluxClient client,
            String taskKey,
            boolean named,
            Ticket ticket,
            Map<String, Object> keptHeaders) {}

    /** What gets the tasks: a consumer. */
    interface Follower {
        void follow(Submitted submitted);

        String getRouteId();
    }

    /** Two consumers would have to share each image between them. */
    synchronized void attach(Follower attached) {
        if (consumer != null && consumer != attached) {
            throw new IllegalStateException("There can be only one flux:completed consumer, and "
                    + consumer.getRouteId() + " has it; let that route hand on what it gets, by seda or multicast");
        }
        consumer = attached;
    }

    synchronized void detach(Follower detached) {
        if (consumer == detached) {
            consumer = null;
        }
    }

    /**
     * Without a consumer nothing is kept: whoever has the ticket can still await the task.
     *
     * @return whether there is a consumer, which takes care of it from now on
     */
    boolean follow(Submitted submitted) {
        Follower attached = attached();
        if (attached != null) {
            attached.follow(submitted);
        }
        return attached != null;
    }

    private synchronized @Nullable Follower attached() {
        return consumer;
    }
}
