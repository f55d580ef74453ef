package io.github.camelflux.maven;

import io.github.camelflux.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Removes what nobody needs any more, and nothing that was changed by hand. */
final class Pruning {
    /** What is written by anybody is complete or given up after that long. */
    private static final Duration UNFINISHED = Duration.ofDays(1);

    private final Workplace workplace;
    private final boolean dryRun;
    private final Consumer<String> log;
    private final InstantSource clock;
    private int removed;

    Pruning(Workplace workplace, boolean dryRun, Consumer<String> log, InstantSource clock) {
        this.workplace = workplace;
        this.dryRun = dryRun;
        this.log = log;
        this.clock = clock;
    }

    /** Takes images out of the lock, with the files that hold exactly what it says. */
    void orphans(List<String> orphans, List<DeclaredImage> declared) throws IOException {
        Lock lock = workplace.lock().read();
        for (String id : orphans) {
            Lock.Entry entry = lock.find(id).orElseThrow();
            Path file = workplace.fileOf(entry);
            boolean isToGo = !isShared(entry.file(), lock, orphans, declared)
                    && Found.in(file, entry.image()) instanceof Found.Same;
            say(id + " from the lock" + (isToGo ? ", and " + entry.file() : ""));
            if (!dryRun) {
                workplace.lock().change(now -> now.without(id));
                if (isToGo) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Whether an image that stays has an orphan's file too, on any file system. */
    private static boolean isShared(String file, Lock lock, List<String> orphans, List<DeclaredImage> declared) {
        return declared.stream().anyMatch(image -> image.file().equalsIgnoreCase(file))
                || lock.images().entrySet().stream()
                        .anyMatch(each -> !orphans.contains(each.getKey())
                                && each.getValue().file().equalsIgnoreCase(file));
    }

    /** Deletes what was being written when a build ended. */
    void leftovers() throws IOException {
        Predicate<Path> unfinished = file -> file.toString().endsWith(AtomicFile.UNFINISHED);
        delete(workplace.directory(), UNFINISHED, unfinished);
        delete(workplace.store().root(), UNFINISHED, unfinished);
        delete(workplace.store().downloads(), UNFINISHED, file -> true);
    }

    /** Deletes pictures that no build has used for so long, and forgets their tasks. */
    void store(Duration unused) throws IOException {
        ImageStore store = workplace.store();
        delete(store.blobs(), unused, file -> true);
        delete(store.damaged(), unused, file -> true);
        if (!dryRun) {
            store.forget(unused);
        }
    }

    private void delete(Path directory, Duration age, Predicate<Path> wanted) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        Instant before = clock.instant().minus(age);
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(Files::isRegularFile).filter(wanted).toList();
        }
        for (Path file : files) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                say(file.toString());
                if (!dryRun) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Says so where nothing was to be removed. */
    void end() {
        if (removed == 0) {
            log.accept("nothing to remove: the lock has no image that the POM does not declare");
        }
    }

    private void say(String what) {
        removed++;
        log.accept((dryRun ? "would remove " : "removed ") + what);
    }
}
