package io.github.camelflux.maven;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.file.Sha256;
import io.github.camelflux.journal.TaskState;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Has the images of one module made, and stores each as soon as it arrives.
 *
 * <p>The order for each is the point: the store, the image's file, the lock, and only then the journal's note that it is
 * in safe hands. Whatever breaks in between, the next run finds what was paid for.
 */
final class Generation {
    private final Workplace workplace;
    private final Clients clients;
    private final Progress progress;
    private final RunBudget budget;
    private final Duration timeout;
    private final Advice advice;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final List<String> failures = new ArrayList<>();
    private boolean closed;
    private int notBegun;

    /** @param timeout from the acceptance of a task until it has ended */
    Generation(Workplace workplace, Clients clients, Progress progress, RunBudget budget, Duration timeout) {
        this.workplace = workplace;
        this.clients = clients;
        this.progress = progress;
        this.budget = budget;
        this.timeout = timeout;
        this.advice = new Advice(workplace.commands());
    }

    /** One task, which several images can want the picture of. */
    private record Job(String key, RequestDigest digest, int attempt, List<DeclaredImage> images) {
        Job(List<Plan.Planned> wanted) {
            this(
                    wanted.get(0).taskKey(),
                    wanted.get(0).image().digest(),
                    wanted.get(0).make().attempt(),
                    wanted.stream().map(Plan.Planned::image).toList());
        }

        DeclaredImage first() {
            return images.get(0);
        }

        List<String> ids() {
            return images.stream().map(DeclaredImage::id).toList();
        }
    }

    private record Arrival(
            Job job, @Nullable ImageResult result, @Nullable Throwable failure) {}

    /** Makes these images. @throws BuildFailure with everything that went wrong, after everything else was stored */
    void make(List<Plan.Planned> images) {
        List<Job> jobs = jobs(images);
        jobs.forEach(job -> clients.of(job.first().provider()));
        jobs.forEach(this::begin);
        try {
            for (int open = jobs.size(); open > 0; ) {
                progress.tick();
                Arrival arrival = arrivals.poll(1, TimeUnit.SECONDS);
                if (arrival != null) {
                    open--;
                    progress.ended(arrival.job().key());
                    settle(arrival);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.add(interrupted(jobs));
        } finally {
            progress.erase();
        }
        if (notBegun > 0) {
            failures.add(Promise.NOT_BEGUN.says(notBegun));
        }
        if (!failures.isEmpty()) {
            throw BuildFailure.of("Not all images could be made; all others are stored:", failures);
        }
    }

    private String interrupted(List<Job> jobs) {
        List<String> begun = jobs.stream()
                .filter(job -> budget.isOpen(job.key()))
                .flatMap(job -> job.ids().stream())
                .toList();
        return begun.isEmpty()
                ? Promise.INTERRUPTED_EARLY.says()
                : Promise.INTERRUPTED.says(
                        String.join(", ", begun), workplace.commands().generate(begun, BigDecimal.ZERO));
    }

    private static List<Job> jobs(List<Plan.Planned> images) {
        return images.stream()
                .collect(Collectors.groupingBy(Plan.Planned::taskKey, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(Job::new)
                .toList();
    }

    private void begin(Job job) {
        FluxClient client = clients.of(job.first().provider());
        client.generate(job.first().request(), new TaskOptions(job.key(), timeout))
                .whenComplete((result, failure) -> arrivals.add(
                        new Arrival(job, result, failure == null ? null : FluxException.causeOf(failure))));
    }

    private void settle(Arrival arrival) {
        Job job = arrival.job();
        if (arrival.result() != null) {
            boolean isTold = arrival.result().cost() != null;
            budget.made(job.key(), isTold ? Optional.empty() : job.first().price());
            store(job, arrival.result());
        } else if (arrival.failure() != null) {
            budget.failed(job.key(), arrival.failure());
            failed(job, arrival.failure());
        }
    }

    /** Whether a failure is known to have cost something, in this run or in the one that submitted it. */
    private boolean hasCost(Job job) {
        return budget.hasCost(job.key())
                || workplace
                        .store()
                        .task(job.digest(), job.attempt())
                        .filter(task -> task.state() instanceof TaskState.Ended ended
                                && ended.failure() != null
                                && Cost.charged(ended.ticket(), ended.failure()).isPresent())
                        .isPresent();
    }

    private void store(Job job, ImageResult result) {
        GeneratedImage image = result.image();
        try {
            StoredImage kept =
                    workplace.store().take(job.digest(), job.attempt(), image.file(), described(job.first(), result));
            for (DeclaredImage each : job.images()) {
                workplace.put(each, kept, workplace.store().blob(kept));
                progress.line(line(each, kept, job, result));
            }
            clients.of(job.first().provider()).ledger().delivered(job.key());
        } catch (IOException | RuntimeException e) {
            failures.add(Promise.NOT_STORED.says(
                    String.join(", ", job.ids()),
                    Wording.of(e),
                    workplace.commands().generate(job.ids(), BigDecimal.ZERO)));
        } finally {
            image.delete();
        }
    }

    private StoredImage described(DeclaredImage image, ImageResult result) throws IOException {
        GeneratedImage generated = result.image();
        Long told = generated.remote().seed();
        Long asked = Objects.requireNonNull(image.request().seed());
        return new StoredImage(
                Sha256.of(generated.file()),
                generated.size(),
                generated.probe().format(),
                generated.probe().width(),
                generated.probe().height(),
                image.request().model().id(),
                result.ticket().provider().id(),
                result.ticket().id(),
                told == null ? asked : told,
                result.cost() == null ? null : result.cost().dollars(),
                LocalDate.ofInstant(result.ticket().submittedAt(), ZoneOffset.UTC),
                workplace.addresses().of(result.ticket().provider()));
    }

    private String line(DeclaredImage image, StoredImage kept, Job job, ImageResult result) {
        boolean isFirst = image.equals(job.first());
        String charged = budget.chargedFor(job.key()).map(Dollars::of).orElse("a price that nobody told");
        String how = isFirst && budget.hasSubmitted(job.key())
                ? Promise.MADE.says(image.id(), kept.model(), charged)
                : Promise.BROUGHT_HOME.says(image.id());
        return how + " in " + Progress.seconds(result.duration()) + ", " + kept.width() + "x" + kept.height() + ", "
                + image.file();
    }

    private void failed(Job job, Throwable failure) {
        boolean concernsAll = Advice.concernsTheAccount(failure);
        if (closed && (concernsAll || failure instanceof FluxException.NotSent)) {
            notBegun += job.images().size();
            return;
        }
        if (concernsAll) {
            closed = true;
            clients.shutdown(job.first().provider());
        }
        boolean cost = hasCost(job);
        failures.add(advice.of(failure, job.first(), cost));
        try {
            note(job, failure, cost);
        } catch (IOException e) {
            failures.add(job.first().id() + ": the store could not note that (" + Wording.of(e) + ")");
        }
    }

    /** What has ended is not asked for by the same name again, or only if whoever pays says so. */
    private void note(Job job, Throwable failure, boolean cost) throws IOException {
        boolean ended = failure instanceof FluxException.GenerationFailed
                || failure instanceof FluxException.Moderated
                || (failure instanceof FluxException.InDoubt doubt && !Advice.isNamedByUs(doubt));
        if (ended) {
            boolean repeatable = failure instanceof FluxException.GenerationFailed failed
                    && failed.reason() == FluxException.GenerationFailed.Reason.ERROR
                    && !cost;
            workplace.store().note(job.digest(), job.attempt(), repeatable);
        }
        noteWhatIsAnew(job, failure, ended);
    }

    /** Whether making it anew once more means the same task, another, or is over. */
    private void noteWhatIsAnew(Job job, Throwable failure, boolean ended) throws IOException {
        for (DeclaredImage image : job.images()) {
            boolean isAnew = workplace
                    .refreshes()
                    .find(image)
                    .filter(begun -> begun.attempt() == job.attempt())
                    .isPresent();
            if (isAnew && (ended || !Advice.mayCost(failure))) {
                workplace.refreshes().note(image, new Refreshes.Begun(job.attempt(), false));
            }
        }
    }
}
