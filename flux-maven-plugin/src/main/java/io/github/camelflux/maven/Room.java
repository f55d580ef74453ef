package io.github.camelflux.maven;

import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.OutputFormat;
import io.github.camelflux.file.FreeSpace;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Proves that pictures can be kept before they are paid for: by writing as much as the largest may have into each
 * directory on their way, and by the space that is left for all.
 *
 * <p>Directories that are not there, or not any more, are made.
 */
final class Room {
    /** Ultra's pictures have 4 megapixels, whatever their shape, and somewhat more in some. */
    private static final long MOST_PIXELS = 4_400_000;

    /** JPEG and WEBP of the finest quality; PNG has as many as there are colours and opacity. */
    private static final int BYTES_A_PIXEL = 2;

    private static final int BYTES_A_PIXEL_OF_PNG = 4;
    private static final long SMALL = 64 * 1024;
    private static final long MEGABYTE = 1_000_000;

    private final Workplace workplace;
    private final Space space;
    private final Map<Path, Long> sums = new LinkedHashMap<>();
    private final Map<Path, Long> largest = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    /** How many bytes can still be written where a directory is. */
    interface Space {
        long left(Path directory);
    }

    Room(Workplace workplace) {
        this(workplace, FreeSpace::at);
    }

    Room(Workplace workplace, Space space) {
        this.workplace = workplace;
        this.space = space;
    }

    /** @throws BuildFailure with each directory that pictures cannot be written to, and the space there */
    void prove(List<Plan.Planned> toMake) {
        ImageStore store = workplace.store();
        for (Plan.Planned planned : toMake) {
            long size = mostBytes(planned.image().request());
            need(store.downloads(), size);
            need(store.results(), SMALL); // Another name for the download.
            need(store.blobs(), size);
            need(workplace.fileOf(planned.image()).getParent(), size);
        }
        List.of(
                        store.journal(),
                        store.requests(),
                        store.locks().directory(),
                        parent(workplace.lock().path()))
                .forEach(directory -> need(directory, SMALL));
        largest.forEach(this::write);
        measure(toMake.get(0).image());
        if (!faults.isEmpty()) {
            faults.add("This would be made: "
                    + toMake.stream().map(planned -> planned.image().id()).collect(Collectors.joining(", ")));
            throw BuildFailure.of(Promise.NO_ROOM.says(), faults);
        }
    }

    private void need(Path directory, long size) {
        sums.merge(directory, size, Long::sum);
        largest.merge(directory, size, Long::max);
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    /** More than any picture for the request has. */
    private static long mostBytes(ImageRequest request) {
        boolean isSized = request.width() != null && request.height() != null;
        long pixels =
                isSized && request.model() != FluxModel.ULTRA ? (long) request.width() * request.height() : MOST_PIXELS;
        return SMALL + pixels * (request.outputFormat() == OutputFormat.PNG ? BYTES_A_PIXEL_OF_PNG : BYTES_A_PIXEL);
    }

    private void write(Path directory, long size) {
        try {
            Files.createDirectories(directory);
            FreeSpace.tryToWrite(directory, size);
        } catch (IOException e) {
            faults.add(directory + " cannot be written, with " + inMegabytes(size) + " for a picture (" + Wording.of(e)
                    + "); there is room for " + left(directory));
        }
    }

    /** Directories of one disk share what is left there. */
    private void measure(DeclaredImage first) {
        Map<FileStore, Long> disks = new HashMap<>();
        sums.forEach((directory, size) -> {
            try {
                disks.merge(Files.getFileStore(directory), size, Long::sum);
            } catch (IOException e) {
                // Said above, as not to be written.
            }
        });
        for (Path directory : sums.keySet()) {
            try {
                Long needed = disks.remove(Files.getFileStore(directory));
                if (needed != null && space.left(directory) < needed) {
                    faults.add(directory + " and what else is on its disk may need " + inMegabytes(needed)
                            + ", and there is room for " + left(directory)
                            + "; "
                            + Promise.MAKE_ROOM.says(workplace
                                    .commands()
                                    .again(List.of(first.id()), first.price().orElse(null))));
                }
            } catch (IOException e) {
                // Nor can its space be told.
            }
        }
    }

    private String left(Path directory) {
        return inMegabytes(space.left(directory));
    }

    private static String inMegabytes(long bytes) {
        return (bytes + MEGABYTE / 2) / MEGABYTE + " MB";
    }
}
