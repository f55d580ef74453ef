package io.github.camelflux.maven;

import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides what is to be done about each image. It needs no key and no network, and changes nothing. */
final class Planner {
    private static final int DIGITS = 12;

    private final Workplace workplace;
    private final Lock lock;
    private final Set<String> refresh;
    private final Map<String, BigDecimal> refreshed;
    private final boolean asCommitted;
    private final Map<String, String> made = new HashMap<>();

    /**
     * @param refresh the ids of the images that are to be made anew
     * @param refreshed the attempts that this run of Maven makes anew, by what was asked for
     */
    Planner(Workplace workplace, Lock lock, Set<String> refresh, Map<String, BigDecimal> refreshed) {
        this(workplace, lock, refresh, refreshed, false);
    }

    private Planner(
            Workplace workplace,
            Lock lock,
            Set<String> refresh,
            Map<String, BigDecimal> refreshed,
            boolean asCommitted) {
        this.workplace = workplace;
        this.lock = lock;
        this.refresh = refresh;
        this.refreshed = refreshed;
        this.asCommitted = asCommitted;
    }

    /** One that comes to the same on every machine: what was begun anew on this one does not count. */
    Planner asCommitted() {
        return new Planner(workplace, lock, refresh, refreshed, true);
    }

    /**
     * Plans for those of the declared images that are wanted.
     *
     * @param others ids that the lock has for other executions
     */
    Plan plan(List<DeclaredImage> declared, Predicate<DeclaredImage> isWanted, Set<String> others) {
        List<DeclaredImage> images = declared.stream().filter(isWanted).toList();
        // Nearly all that an ordinary build takes is checksums, in a JVM that has just begun to compile them.
        Map<String, Found> found =
                images.parallelStream().collect(Collectors.toConcurrentMap(DeclaredImage::id, this::inItsPlace));
        List<Plan.Planned> planned = new ArrayList<>();
        for (DeclaredImage image : images) {
            planned.add(new Plan.Planned(image, step(image, Objects.requireNonNull(found.get(image.id())))));
        }
        Set<String> ids = new HashSet<>(others);
        declared.forEach(image -> ids.add(image.id()));
        return new Plan(planned, lock.orphans(ids));
    }

    private Found inItsPlace(DeclaredImage image) {
        return Found.in(workplace.fileOf(image), locked(image));
    }

    /** The picture that the lock has for exactly this declaration; null if it has none. */
    private @Nullable StoredImage locked(DeclaredImage image) {
        return lock.find(image.id())
                .filter(entry -> entry.request().equals(image.digest().value())
                        && entry.file().equals(image.file()))
                .map(Lock.Entry::image)
                .filter(known -> counts(known, image))
                .orElse(null);
    }

    /** A drawing takes the place of no picture. */
    private Step step(DeclaredImage image, Found found) {
        Step step = wanted(image, found);
        boolean draws = step instanceof Step.Make
                || (step instanceof Step.Adopt adopt && adopt.image().isDrawing());
        if (!draws || !workplace.addresses().of(image.provider()).emulated() || !hasPicture(image)) {
            return step;
        }
        return new Step.Refuse(step.why()
                + Promise.PICTURE_STAYS.says(
                        image.file(),
                        image.provider().id(),
                        workplace
                                .commands()
                                .generateApart(image.id(), image.price().orElse(null))));
    }

    /** Whether the lock has a picture that was paid for by an image's name, or in its file. */
    private boolean hasPicture(DeclaredImage image) {
        return lock.images().entrySet().stream()
                .filter(known -> !known.getValue().image().isDrawing())
                .anyMatch(known -> known.getKey().equals(image.id())
                        || known.getValue().file().equalsIgnoreCase(image.file()));
    }

    private Step wanted(DeclaredImage image, Found found) {
        if (refresh.contains(image.id())) {
            return anew(image, attemptAnew(image), "is to be made anew");
        }
        Optional<Refreshes.Begun> begun = asCommitted
                ? Optional.empty()
                : workplace.refreshes().find(image).filter(known -> isPaid(image, known.attempt()));
        if (begun.isPresent() && isOurs(found, image.file(), locked(image))) {
            return anew(image, begun.get().attempt(), Promise.PAID_ANEW.says());
        }
        if (found instanceof Found.Same) {
            if (!workplace.isCommitted()) {
                workplace.store().used(locked(image));
            }
            return new Step.Keep();
        }
        if (found instanceof Found.Pointer) {
            return new Step.Refuse(Promise.POINTER.says());
        }
        String why = why(image, lock.find(image.id()).orElse(null), found);
        StoredImage locked = locked(image);
        if (locked != null && isOurs(found, image.file(), locked)) {
            Optional<Path> bytes = workplace.bytes(locked);
            if (bytes.isPresent()) {
                return new Step.Restore(locked, bytes.get(), why);
            }
        }
        Step step = elsewhere(image, why);
        StoredImage next = step instanceof Step.Adopt adopt ? adopt.image() : null;
        return isOurs(found, image.file(), next) ? step : inTheWay(image, why);
    }

    /** A drawing counts only where drawings are made. */
    private boolean counts(StoredImage known, DeclaredImage image) {
        return !known.isDrawing() || workplace.addresses().of(image.provider()).emulated();
    }

    private Step anew(DeclaredImage image, int attempt, String why) {
        Optional<StoredImage> known =
                workplace.store().find(image.digest()).imageOf(attempt).filter(picture -> counts(picture, image));
        Optional<Path> bytes = known.flatMap(workplace.store()::bytes);
        if (known.isPresent() && bytes.isPresent()) {
            return new Step.Adopt(known.get(), bytes.get(), why + "; the store has it");
        }
        return make(image, attempt, why).asAnew();
    }

    /** Whether there is a picture of a task, or will be one, for nothing more. */
    private boolean isPaid(DeclaredImage image, int attempt) {
        return workplace.store().find(image.digest()).imageOf(attempt).isPresent()
                || workplace
                        .store()
                        .task(image.digest(), attempt)
                        .filter(task -> task.state().accepted().isPresent()
                                && !(task.state() instanceof TaskState.Ended ended && ended.failure() != null))
                        .isPresent();
    }

    /**
     * The same for all modules of a run: what one has made anew is new enough for the next. What was begun before and has
     * not come home is not begun again.
     */
    private int attemptAnew(DeclaredImage image) {
        Optional<Refreshes.Begun> begun = workplace.refreshes().find(image).filter(Refreshes.Begun::awaited);
        if (begun.isPresent()) {
            return begun.get().attempt();
        }
        ImageStore store = workplace.store();
        return refreshed
                .computeIfAbsent(
                        store.root() + " " + image.digest().value(),
                        key -> BigDecimal.valueOf(store.find(image.digest()).anew()))
                .intValueExact();
    }

    private String why(DeclaredImage image, Lock.@Nullable Entry entry, Found found) {
        if (entry == null) {
            return "is not in the lock";
        }
        if (!entry.request().equals(image.digest().value())) {
            return "was changed: the POM asks for " + digits(image.digest().value()) + ", the lock has "
                    + digits(entry.request());
        }
        if (!entry.file().equals(image.file())) {
            return "was renamed: the POM says " + image.file() + ", the lock says " + entry.file();
        }
        if (!counts(entry.image(), image)) {
            return "is a drawing of " + entry.image().origin() + ", and no picture of "
                    + image.provider().id();
        }
        if (found instanceof Found.Damaged damaged) {
            return "is damaged: " + damaged.why();
        }
        return found instanceof Found.Other
                ? "is another picture than the lock says: " + image.file() + " was changed by hand"
                : "has lost its file " + image.file();
    }

    private static String digits(String digest) {
        return digest.substring(0, Math.min(digest.length(), DIGITS));
    }

    /** A picture for the request that was made before, or is being made; else it has to be made. */
    private Step elsewhere(DeclaredImage image, String why) {
        ImageStore.Known known = workplace.store().find(image.digest());
        if (known.image() != null && counts(known.image(), image)) {
            Optional<Path> bytes = workplace.store().bytes(known.image());
            if (bytes.isPresent()) {
                return new Step.Adopt(known.image(), bytes.get(), why + "; the store has it");
            }
        }
        for (Lock.Entry entry : lock.images().values()) {
            boolean same = entry.request().equals(image.digest().value()) && counts(entry.image(), image);
            Path file = same ? workplace.fileOf(entry) : workplace.directory();
            if (same && Found.in(file, entry.image()) instanceof Found.Same) {
                return new Step.Adopt(entry.image(), file, why + "; " + entry.file() + " is the same picture");
            }
        }
        return make(image, known.current(), why);
    }

    private Step.Make make(DeclaredImage image, int attempt, String why) {
        String first = made.putIfAbsent(image.digest().value(), image.id());
        if (first != null) {
            return new Step.Make(attempt, BigDecimal.ZERO, why + "; it is the same picture as '" + first + "'");
        }
        Optional<TaskEntry> task = workplace.store().task(image.digest(), attempt);
        if (task.isEmpty()) {
            return new Step.Make(attempt, image.price().orElse(null), why);
        }
        return switch (task.get().state().stage()) {
            case INTENT -> new Step.Make(attempt, image.price().orElse(null), why);
            case SUBMITTING, IN_DOUBT, GIVEN_UP ->
                doubtful(image, attempt, task.get().state(), why);
            case ACCEPTED, ENDED, STORED -> new Step.Make(attempt, BigDecimal.ZERO, why + Promise.PAID_BEFORE.says());
        };
    }

    private Step.Make doubtful(DeclaredImage image, int attempt, TaskState state, String why) {
        if (state.repeatableAs().isPresent()) {
            return new Step.Make(attempt, image.price().orElse(null), why + Promise.NAMED_BEFORE.says());
        }
        String settle = workplace.commands().settle(image.id());
        return new Step.Make(attempt, BigDecimal.ZERO, false, true, why + Promise.DOUBTFUL.says(settle));
    }

    /** Whether what is in the file may be replaced: it is nothing, no picture, or one that the lock or the store has. */
    private boolean isOurs(Found found, String file, @Nullable StoredImage next) {
        if (!(found instanceof Found.Other other)) {
            return true;
        }
        boolean isNext = next != null && next.sha256().equals(other.sha256());
        boolean isLocked = lock.images().values().stream()
                .anyMatch(entry ->
                        entry.file().equals(file) && entry.image().sha256().equals(other.sha256()));
        return isNext || isLocked || !workplace.isCommitted();
    }

    private Step inTheWay(DeclaredImage image, String why) {
        Commands commands = workplace.commands();
        BigDecimal price = image.price().orElse(null);
        return new Step.Refuse(why
                + Promise.IN_THE_WAY.says(
                        image.file(), commands.plan(), Dollars.atMost(price), commands.refresh(image.id(), price)));
    }
}
