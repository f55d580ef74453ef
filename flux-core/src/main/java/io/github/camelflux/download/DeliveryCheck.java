package io.github.camelflux.download;

import io.github.camelflux.Delivery;
import io.github.camelflux.FluxException;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.BodyTooLargeException;
import io.github.camelflux.http.DeliveryHosts;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.http.HttpOutcome;
import io.github.camelflux.http.Transport;
import io.github.camelflux.runtime.ClientParts;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Finds out whether images could be fetched, on the way that a download takes, without the key and for free. */
final class DeliveryCheck {
    private static final long MOST_OF_A_PAGE = 64 * 1024;

    private final DeliveryHosts hosts;
    private final DownloadGate gate;
    private final Transport polls;
    private final HttpCall.Limits limits;
    private final TaskContext context;

    DeliveryCheck(ClientParts client, DeliveryHosts hosts, DownloadGate gate) {
        this.hosts = hosts;
        this.gate = gate;
        this.polls = client.resources().polls();
        this.limits = new HttpCall.Limits(client.limits().requestTimeout(), MOST_OF_A_PAGE);
        this.context = TaskContext.of(client.provider());
    }

    CompletableFuture<List<Delivery>> ask() {
        List<CompletableFuture<Optional<Delivery>>> asked = new ArrayList<>();
        hosts.toBeReached().forEach(host -> asked.add(ask(host).thenApply(Optional::of)));
        hosts.toBeTried()
                .forEach(host -> asked.add(ask(host)
                        .thenApply(told -> Optional.of(told)
                                .filter(known -> !known.reason().equals(HttpOutcome.UNKNOWN_HOST)))));
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .thenApply(all ->
                        asked.stream().flatMap(each -> each.join().stream()).toList());
    }

    private CompletableFuture<Delivery> ask(String host) {
        URI address = URI.create("https://" + host + "/");
        return gate.check(address, context)
                .thenCompose(passed -> polls.send(HttpCall.get(address, limits)))
                .handle((outcome, failure) -> {
                    Throwable cause = failure == null ? unanswered(outcome) : FluxException.causeOf(failure);
                    return new Delivery(host, cause == null, cause == null ? "" : reason(cause));
                });
    }

    /** Null for a host that has answered, if with too much. */
    private static @Nullable Throwable unanswered(HttpOutcome outcome) {
        Throwable failure = outcome.failure();
        return failure instanceof BodyTooLargeException ? null : failure;
    }

    private static String reason(Throwable cause) {
        return cause instanceof FluxException ours ? String.valueOf(ours.getMessage()) : HttpOutcome.reason(cause);
    }
}
