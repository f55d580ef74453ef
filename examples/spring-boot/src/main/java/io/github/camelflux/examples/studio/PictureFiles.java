package io.github.camelflux.examples.studio;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Where the images are, and the small ones that the gallery shows. */
@Component
class PictureFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PictureFiles.class);

    /** Enough for a card on a screen with two pixels for one. */
    private static final int PREVIEW_WIDTH = 960;

    /** A JPEG of 4 megapixels in the finest quality, twice, for its preview and for what else is on the disk. */
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

    /** The image itself where no preview could be made of it. */
    Path preview(String id) {
        Path preview = previewFile(id);
        return Files.exists(preview) ? preview : image(id);
    }

    private Path previewFile(String id) {
        return directory.resolve(id + ".preview.jpg");
    }

    long size(String id) {
        try {
            return Files.size(image(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A picture is shown without a preview rather than not at all. */
    void writePreview(String id) {
        try {
            write(scaled(ImageIO.read(image(id).toFile())), previewFile(id));
        } catch (IOException | RuntimeException e) {
            LOG.warn("No preview of picture {}", id, e);
        }
    }

    private static BufferedImage scaled(@Nullable BufferedImage image) throws IOException {
        if (image == null) {
            throw new IOException("No image that Java can read");
        }
        int width = Math.min(PREVIEW_WIDTH, image.getWidth());
        int height = Math.max(1, Math.round((float) width * image.getHeight() / image.getWidth()));
        BufferedImage preview = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = preview.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return preview;
    }

    /** Whole or not at all, as on a disk that is full. */
    private static void write(BufferedImage preview, Path file) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName());
        try {
            ImageIO.write(preview, "jpg", temporary.toFile());
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
