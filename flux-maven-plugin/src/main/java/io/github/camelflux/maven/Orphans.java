package io.github.camelflux.maven;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which images of a lock belong to nobody any more: the one rule of a build, which warns of them, of
 * {@code check}, which fails, of {@code plan} and {@code report}, which show them, and of {@code prune}.
 *
 * <p>An orphan is in the lock, and no execution of the module that keeps to this lock declares it.
 */
final class Orphans {
    private Orphans() {}

    /** @param declared ids, of all executions that keep to the lock */
    static List<String> of(Lock lock, Set<String> declared) {
        return lock.images().keySet().stream()
                .filter(id -> !declared.contains(id))
                .toList();
    }

    /** The file that goes with an orphan; empty where an image that stays has it too, on any file system. */
    static Optional<String> file(Lock lock, String orphan, List<String> orphans, List<DeclaredImage> declared) {
        String file = lock.find(orphan).orElseThrow().file();
        boolean isDeclared = declared.stream().anyMatch(image -> image.file().equalsIgnoreCase(file));
        boolean isLocked = lock.images().entrySet().stream()
                .anyMatch(each -> !orphans.contains(each.getKey())
                        && each.getValue().file().equalsIgnoreCase(file));
        return isDeclared || isLocked ? Optional.empty() : Optional.of(file);
    }
}
