package io.github.camelflux.examples.studio;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.springframework.stereotype.Component;

/** Where the images are, and the small ones that the gallery shows. */
@Component
class PictureFiles {
    /** Enough for a card on a screen with two pixels for one. */
    private static final int PREVIEW_WIDTH = 960;

    private final Path directory;

    PictureFiles(StudioProperties studio) {
        this.directory = studio.directory().resolve("pictures");
    }

    Path image(String id) {
        return directory.resolve(id + ".jpg");
    }

    Path preview(String id) {
        return directory.resolve(id + ".preview.jpg");
    }

    long size(String id) {
        try {
            return Files.size(image(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void writePreview(String id) {
        try {
            BufferedImage image = ImageIO.read(image(id).toFile());
            int width = Math.min(PREVIEW_WIDTH, image.getWidth());
            int height = Math.max(1, Math.round((float) width * image.getHeight() / image.getWidth()));
            BufferedImage preview = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = preview.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(image, 0, 0, width, height, null);
            graphics.dispose();
            ImageIO.write(preview, "jpg", preview(id).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
