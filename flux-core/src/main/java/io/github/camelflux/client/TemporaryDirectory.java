package io.github.camelflux.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of this user's own. When it is closed, unfinished downloads go, and the directory if nothing else is left.
 *
 * <p>Its name tells the process, so that the next one can do that for one that was killed.
 */
record TemporaryDirectory(Path path) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryDirectory.class);
    private static final Pattern NAME = Pattern.compile("flux-([0-9]{1,18})-([0-9]{1,18})-.*");

    static TemporaryDirectory create() {
        try {
            TemporaryDirectory created = new TemporaryDirectory(Files.createTempDirectory(prefix()));
            created.tidyUpAfterTheDead();
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException("There is no place for downloads", e);
        }
    }

    /** A number is given to a later process too, which has begun at another time. */
    private static String prefix() {
        ProcessHandle process = ProcessHandle.current();
        return "flux-" + process.pid() + "-" + startOf(process) + "-";
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private void tidyUpAfterTheDead() throws IOException {
        try (Stream<Path> others = Files.list(path.toAbsolutePath().getParent())) {
            for (Path other : others.filter(TemporaryDirectory::isOfTheDead).toList()) {
                try {
                    new TemporaryDirectory(other).close();
                } catch (IOException e) {
                    LOG.debug("{} is another user's, who can tidy it up", other, e);
                }
            }
        }
    }

    private static boolean isOfTheDead(Path other) {
        Matcher name = NAME.matcher(String.valueOf(other.getFileName()));
        return name.matches()
                && ProcessHandle.of(Long.parseLong(name.group(1)))
                        .filter(process -> startOf(process) == Long.parseLong(name.group(2)))
                        .isEmpty();
    }

    @Override
    public void close() throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> files = Files.list(path)) {
            left = files.toList();
        }
        boolean empty = true;
        for (Path file : left) {
            if (file.toString().endsWith(Downloader.UNFINISHED)) {
                Files.deleteIfExists(file);
            } else {
                empty = false;
            }
        }
        if (empty) {
            Files.deleteIfExists(path);
        }
    }
}
