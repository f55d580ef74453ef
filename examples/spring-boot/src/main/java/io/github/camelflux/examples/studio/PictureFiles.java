package io.github.camelflux.examples.studio;

import io.github.camelflux.image.ImageProbe;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Where the images are, and the small ones that the gallery shows. */
@Component
class PictureFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PictureFiles.class);

    /** A JPEG of 4 megapixels in the finest quality, twice, for its thumbnails and for what else is on the disk. */
    private static final long LARGEST_PICTURE = 16 * 1024 * 1024;

    private static final int BUFFER = 64 * 1024;

    private final Path directory;

    PictureFiles(StudioProperties studio) {
        this.directory = studio.directory().resolve("pictures");
    }

    /**
     * Tries whether a picture can be kept, before it is paid for. The directory is made where it is not there any more.
     *
     * @param others how many more are still to come
     * @throws NoRoom with the directory and its space
     */
    void makeRoom(int others) {
        try {
            Files.createDirectories(directory);
            long needed = LARGEST_PICTURE * (others + 1);
            if (Files.getFileStore(directory).getUsableSpace() < needed) {
                throw new IOException("there is less than " + needed + " bytes");
            }
            Path probe = directory.resolve("." + UUID.randomUUID() + ".probe");
            try (OutputStream out = Files.newOutputStream(probe)) {
                for (long left = LARGEST_PICTURE; left > 0; left -= BUFFER) {
                    out.write(new byte[BUFFER]);
                }
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            throw new NoRoom(directory, space(), e);
        }
    }

    private String space() {
        Path there = directory.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return Files.getFileStore(there).getUsableSpace() / 1_000_000 + " MB";
        } catch (IOException e) {
            return "nobody knows how many MB";
        }
    }

    Path image(String id) {
        return directory.resolve(id + ".jpg");
    }

    Path thumbnail(String id, int width) {
        return directory.resolve(id + "." + width + ".jpg");
    }

    long size(String id) {
        try {
            return Files.size(image(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a file's bytes say that it is; its name says nothing. */
    MediaType type(Path file) {
        try {
            return MediaType.parseMediaType(ImageProbe.of(file).format().mediaType());
        } catch (IOException e) {
            LOG.warn("{} is no image that is known: {}", file, e.getMessage());
            return MediaType.APPLICATION_OCTET_STREAM;
        }
    }

    /** Whole or not at all, as on a disk that is full. */
    void write(BufferedImage thumbnail, Path file) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName());
        try {
            ImageIO.write(thumbnail, "jpg", temporary.toFile());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Deletes a picture's image and all that was made of it. */
    void delete(String id) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, id + ".*")) {
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // Somebody has tidied up in the directory.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
