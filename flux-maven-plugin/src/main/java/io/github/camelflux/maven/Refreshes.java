package io.github.camelflux.maven;

import io.github.camelflux.file.AtomicFile;
import io.github.camelflux.file.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which images of a module somebody has asked to be made anew, until their new pictures are in their places.
 *
 * <p>The lock and the old picture agree all that time, so nothing else says that there is one that was paid for.
 */
final class Refreshes {
    private static final int DIGITS = 16;

    private final Path directory;
    private final String module;

    /** @param lock of the module, which stands for it */
    Refreshes(ImageStore store, Path lock) {
        this.directory = store.root().resolve("refreshes");
        this.module = Sha256.of(lock.toString()).substring(0, DIGITS);
    }

    /**
     * One that has begun.
     *
     * @param attempt the task that was to make the picture
     * @param awaited whether making it anew once more means the same task; not where that has ended badly
     */
    record Begun(int attempt, boolean awaited) {}

    /** What has begun for exactly this request; a note that cannot be read is none. */
    Optional<Begun> find(DeclaredImage image) {
        Path note = note(image.id());
        if (!Files.exists(note)) {
            return Optional.empty();
        }
        try {
            Map<String, Object> fields = JsonText.read(Files.readString(note));
            boolean same = image.digest().value().equals(fields.get("request"));
            return same && fields.get("attempt") instanceof Long attempt
                    ? Optional.of(new Begun(attempt.intValue(), Boolean.TRUE.equals(fields.get("awaited"))))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void note(DeclaredImage image, Begun begun) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", image.digest().value());
        fields.put("attempt", begun.attempt());
        fields.put("awaited", begun.awaited());
        AtomicFile.write(note(image.id()), JsonText.write(fields));
    }

    /** Its picture is in its place, or there will be none. */
    void end(DeclaredImage image) throws IOException {
        Files.deleteIfExists(note(image.id()));
    }

    private Path note(String id) {
        return directory.resolve(module + "-" + id + ".json");
    }
}
