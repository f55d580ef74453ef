package io.github.camelflux.maven;

import io.github.camelflux.RequestDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Brings pictures that are in a source directory alone to the store before any file is replaced.
 *
 * <p>In a fresh clone that is all of them: images may change places, and what is replaced may be wanted again.
 */
final class SafeKeeping {
    /** It becomes the name of a file, and a lock can be edited by hand. */
    private static final Pattern DIGEST = Pattern.compile("[a-z0-9]+:[0-9a-f]{64}");

    private final Workplace workplace;
    private final Lock lock;
    private final List<String> failures = new ArrayList<>();

    SafeKeeping(Workplace workplace) {
        this.workplace = workplace;
        this.lock = workplace.lock().read();
    }

    /** Does it for a plan. Returns what went wrong, after which nothing may be replaced. */
    List<String> before(Plan plan) {
        for (Plan.Planned planned : plan.images()) {
            if (planned.step() instanceof Step.Adopt step) {
                keep(planned.image().id(), planned.image().digest(), step.bytes(), step.image());
            }
            if (!(planned.step() instanceof Step.Keep)) {
                keepWhatIsAt(planned.image());
            }
        }
        return failures;
    }

    private void keepWhatIsAt(DeclaredImage image) {
        Path file = workplace.fileOf(image);
        for (Lock.Entry entry : lock.images().values()) {
            boolean isThere = entry.file().equalsIgnoreCase(image.file())
                    && DIGEST.matcher(entry.request()).matches()
                    && Found.in(file, entry.image()) instanceof Found.Same;
            if (isThere) {
                keep(image.id(), new RequestDigest(entry.request()), file, entry.image());
            }
        }
    }

    private void keep(String id, RequestDigest digest, Path bytes, StoredImage image) {
        Optional<ImageStore> keeper = workplace.keeperOf(image);
        try {
            if (keeper.isPresent() && keeper.get().bytes(image).isEmpty()) {
                ImageStore store = keeper.get();
                store.keep(digest, store.find(digest).current(), bytes, image);
            }
        } catch (IOException e) {
            failures.add(id + ": the store could not take what is there (" + Wording.of(e) + ")");
        }
    }
}
