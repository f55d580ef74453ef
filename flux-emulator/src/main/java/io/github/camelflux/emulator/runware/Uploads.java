package io.github.camelflux.emulator.runware;

import io.github.camelflux.emulator.drawing.Picture;
import io.github.camelflux.emulator.provider.Task;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends finished pictures by PUT to where their requests say, once each, on a thread of its own that starts with the
 * first; what becomes of it is written down and has no influence on the task.
 */
public final class Uploads implements AutoCloseable {
    private static final int MAX_REMEMBERED = 10_000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Images images;
    private final Deque<Upload> attempts = new ArrayDeque<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "flux-emulator-uploads");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable HttpClient http; // of the timer's thread alone

    /** @param clock decides how long it is until a picture is finished */
    public Uploads(InstantSource clock, Images images) {
        this.clock = clock;
        this.images = images;
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Sends the task's pictures as they are finished, if its request wants that. */
    void expect(Task task) {
        Inference inference = (Inference) task.order();
        inference.uploadEndpoint().ifPresent(endpoint -> {
            for (int i = 0; i < inference.pictures().size(); i++) {
                Instant from = task.endsAt(i);
                if (!task.outcome(i).isFree() && from.isBefore(Instant.MAX)) {
                    int picture = i;
                    Duration wait = Duration.between(clock.instant(), from);
                    timer.schedule(() -> send(task, picture, endpoint), wait.toNanos(), TimeUnit.NANOSECONDS);
                }
            }
        });
    }

    private void send(Task task, int index, URI endpoint) {
        if (http == null) {
            http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
        }
        Inference inference = (Inference) task.order();
        Picture picture = inference.pictures().get(index);
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(TIMEOUT)
                .header("Content-Type", picture.format().mediaType())
                .PUT(BodyPublishers.ofByteArray(images.file(picture)))
                .build();
        http.sendAsync(request, BodyHandlers.discarding()).whenComplete((answer, failure) -> {
            String address = endpoint.toString().split("[?#]", 2)[0];
            String image = inference.images().get(index).toString();
            enter(new Upload(
                    task.id().toString(), image, address, status(answer), failure == null ? "" : failure.toString()));
        });
    }

    private static int status(@Nullable HttpResponse<Void> answer) {
        return answer == null ? 0 : answer.statusCode();
    }

    private synchronized void enter(Upload attempt) {
        attempts.addLast(attempt);
        if (attempts.size() > MAX_REMEMBERED) {
            attempts.removeFirst();
        }
    }

    /** A copy of the latest 10,000 attempts, oldest first. */
    public synchronized List<Upload> attempts() {
        return List.copyOf(attempts);
    }

    /** Forgets the attempts, and the pictures that are still to be sent. */
    public synchronized void clear() {
        timer.getQueue().clear();
        attempts.clear();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
