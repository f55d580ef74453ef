package io.github.camelflux.client;

import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.RemoteImage;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.client.Downloader.Fetched;
import io.github.camelflux.provider.PollAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Brings home what a task has made, and asks the provider for a fresh address when one works no longer. */
final class ImageFetcher {
    private final Poller poller;
    private final Downloader downloader;
    private final TaskListener listener;

    ImageFetcher(Poller poller, Downloader downloader, TaskListener listener) {
        this.poller = poller;
        this.downloader = downloader;
        this.listener = listener;
    }

    /** Fetches one after the other; a caller that wants several images waits for all of them anyway. */
    CompletableFuture<List<GeneratedImage>> fetch(TaskContext context, List<RemoteImage> remote) {
        CancellablePath<List<GeneratedImage>> path =
                new CancellablePath<>(images -> images.forEach(GeneratedImage::delete));
        CompletableFuture<List<GeneratedImage>> soFar = CompletableFuture.completedFuture(List.of());
        for (int i = 0; i < remote.size(); i++) {
            int index = i;
            soFar = soFar.thenCompose(images ->
                    path.step(image(context, remote.get(index), index)).thenApply(image -> with(images, image)));
        }
        return path.endWith(soFar);
    }

    private static List<GeneratedImage> with(List<GeneratedImage> images, GeneratedImage image) {
        List<GeneratedImage> longer = new ArrayList<>(images);
        longer.add(image);
        return longer;
    }

    /** An address that no longer works is asked for once more, since each answer signs a fresh one. */
    private CompletableFuture<GeneratedImage> image(TaskContext context, RemoteImage remote, int index) {
        CancellablePath<GeneratedImage> path = new CancellablePath<>(GeneratedImage::delete);
        CompletableFuture<GeneratedImage> image = path.step(downloader.download(context, remote))
                .thenCompose(fetched -> fetched instanceof Fetched.Image arrived
                        ? CompletableFuture.completedFuture(arrived.image())
                        : path.step(freshAddress(context, index))
                                .thenCompose(fresh -> path.step(downloader.download(context, fresh)))
                                .thenApply(again -> orExpired(again, context)));
        return path.endWith(image.whenComplete((arrived, failure) -> {
            if (failure == null) {
                listener.downloaded(context, arrived);
            }
        }));
    }

    private CompletableFuture<RemoteImage> freshAddress(TaskContext context, int index) {
        CancellablePath<RemoteImage> path = new CancellablePath<>();
        return path.endWith(path.step(poller.ask(context, Objects.requireNonNull(context.ticket())))
                .thenApply(answer -> freshAddress(answer, context, index)));
    }

    private static RemoteImage freshAddress(PollAnswer answer, TaskContext context, int index) {
        if (!(answer instanceof PollAnswer.Status status)) {
            throw new TimedOut(
                    "The image was generated but its address works no longer, and the provider did not answer for a"
                            + " fresh one; await it with its ticket",
                    context);
        }
        if (status.status() instanceof TaskStatus.Ready ready
                && index < ready.images().size()) {
            return ready.images().get(index);
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

    void close() {
        downloader.close();
    }
}
