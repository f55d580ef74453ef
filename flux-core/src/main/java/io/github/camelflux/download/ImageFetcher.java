package io.github.camelflux.download;

import io.github.camelflux.Delivery;
import io.github.camelflux.FailedImage;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.RemoteImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.download.Downloader.Fetched;
import io.github.camelflux.http.DeliveryHosts;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.poll.Poller;
import io.github.camelflux.provider.PollAnswer;
import io.github.camelflux.runtime.ClientParts;
import io.github.camelflux.runtime.Resources;
import io.github.camelflux.runtime.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Brings home what a task has made, and asks the provider for a fresh address when one works no longer. */
public final class ImageFetcher {
    private final Poller poller;
    private final Downloader downloader;
    private final DeliveryCheck deliveryCheck;
    private final TaskListener listener;
    private final Resources resources;

    /** @param hosts where images may come from, whatever addresses these have */
    public ImageFetcher(ClientParts client, Poller poller, DeliveryHosts hosts) {
        this.poller = poller;
        DownloadGate gate = new DownloadGate(client.dialect().origins(), hosts, client.resources());
        HttpCall.Limits limits = new HttpCall.Limits(
                client.limits().downloadTimeout(), client.limits().maxImageSize());
        this.downloader = new Downloader(client.resources(), gate, limits);
        this.deliveryCheck = new DeliveryCheck(client, hosts, gate);
        this.listener = client.listener();
        this.resources = client.resources();
    }

    /** Asks the hosts that images come from whether they answer. The future never fails. */
    public CompletableFuture<List<Delivery>> delivery() {
        return deliveryCheck.ask();
    }

    /**
     * What was brought home.
     *
     * @param images at least one
     * @param failures images that no repetition would bring
     */
    public record Fetch(List<GeneratedImage> images, List<FailedImage> failures) {}

    /** Deletes what nobody takes. */
    public void discard(Fetch fetch) {
        fetch.images().forEach(resources::discard);
    }

    /**
     * Fetches one after the other; a caller that wants several images waits for all of them anyway. Of several, one that
     * is not to be had leaves the others; what may be had later fails all, to be fetched again by the ticket.
     */
    public CompletableFuture<Fetch> fetch(TaskContext context, List<RemoteImage> remote) {
        return new Batch(context, remote).from(0, List.of());
    }

    /** The images of one task. Its steps follow one another, so it needs no lock. */
    private final class Batch {
        private final TaskContext context;
        private final List<RemoteImage> remote;
        private final List<FailedImage> failures = new ArrayList<>();

        Batch(TaskContext context, List<RemoteImage> remote) {
            this.context = context;
            this.remote = remote;
        }

        /** @param arrived the images before that one */
        CompletableFuture<Fetch> from(int index, List<GeneratedImage> arrived) {
            if (index == remote.size()) {
                return CompletableFuture.completedFuture(new Fetch(arrived, failures));
            }
            return Steps.of(image(context, remote.get(index), index), resources::discard)
                    .then(
                            image -> withRest(index, arrived, image),
                            failure -> {
                                lose(index, failure, arrived.isEmpty());
                                return from(index + 1, arrived);
                            },
                            ImageFetcher.this::discard);
        }

        /** An image is handed out with the others, or not at all. */
        private CompletableFuture<Fetch> withRest(int index, List<GeneratedImage> arrived, GeneratedImage image) {
            List<GeneratedImage> all = new ArrayList<>(arrived);
            all.add(image);
            CompletableFuture<Fetch> rest = from(index + 1, all);
            rest.whenComplete((fetch, failure) -> {
                if (failure != null) {
                    resources.discard(image);
                }
            });
            return rest;
        }

        /** @throws CompletionException with the failure, if it is one of all images */
        private void lose(int index, Throwable failure, boolean none) {
            boolean forGood = failure instanceof Untrusted || failure instanceof GenerationFailed;
            boolean isLast = index == remote.size() - 1;
            if (!forGood || (isLast && none)) {
                throw new CompletionException(failure);
            }
            failures.add(new FailedImage(String.valueOf(failure.getMessage()), List.of(), remote.get(index)));
        }
    }

    /** An address that no longer works is asked for once more, since an answer may sign a fresh one. */
    private CompletableFuture<GeneratedImage> image(TaskContext context, RemoteImage remote, int index) {
        return Steps.of(downloader.download(context, remote), downloader::discard)
                .then(
                        fetched -> fetched instanceof Fetched.Image arrived
                                ? CompletableFuture.completedFuture(arrived.image())
                                : again(context, remote, index),
                        resources::discard)
                .map(
                        image -> {
                            listener.downloaded(context, image);
                            return image;
                        },
                        resources::discard);
    }

    private CompletableFuture<GeneratedImage> again(TaskContext context, RemoteImage remote, int index) {
        return Steps.of(fresh(context, remote, index))
                .then(fresh -> downloader.download(context, fresh), downloader::discard)
                .map(fetched -> orExpired(fetched, context), resources::discard);
    }

    private CompletableFuture<RemoteImage> fresh(TaskContext context, RemoteImage old, int index) {
        return Steps.of(poller.ask(context, Objects.requireNonNull(context.ticket()), false))
                .map(answer -> fresh(answer, context, old, index));
    }

    private static RemoteImage fresh(PollAnswer answer, TaskContext context, RemoteImage old, int index) {
        if (!(answer instanceof PollAnswer.Status status)) {
            throw new TimedOut(
                    "The image was generated but its address works no longer, and the provider did not answer for a"
                            + " fresh one; await it with its ticket",
                    context);
        }
        if (status.status() instanceof TaskStatus.Ready ready) {
            List<RemoteImage> images = ready.images();
            return images.stream()
                    .filter(image -> old.id() != null && old.id().equals(image.id()))
                    .findFirst()
                    .or(() -> old.id() == null ? images.stream().skip(index).findFirst() : Optional.empty())
                    .orElseThrow(() -> expired("and the provider gives no other", context));
        }
        throw expired("and the provider gives no other", context);
    }

    private static GeneratedImage orExpired(Fetched fetched, TaskContext context) {
        if (fetched instanceof Fetched.Image arrived) {
            return arrived.image();
        }
        throw expired("and neither does a fresh one", context);
    }

    private static GenerationFailed expired(String more, TaskContext context) {
        String message = "The image was generated but its address works no longer, " + more;
        return new GenerationFailed(GenerationFailed.Reason.EXPIRED, message, context, null);
    }

    public void close() {
        downloader.close();
    }
}
