package io.github.camelflux.examples.studio;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Small versions of the images, for the gallery: made when they are first asked for, and kept beside the images.
 *
 * <p>Only two widths are made, and by two threads, so that neither the disk nor the memory fills with what pages ask for.
 * What Java cannot read, such as WEBP, and what is asked for while too much is, is shown as it is.
 */
@Component
class Thumbnails implements DisposableBean {
    /** For a row of the gallery, on screens with two pixels for one and with one; the larger first. */
    static final List<Integer> WIDTHS = List.of(960, 480);

    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);
    private static final int THREADS = 2;
    private static final int MOST_WAITING = 512;

    /** Four bytes each while it is read: ten times what the models make, and no more than a heap bears. */
    private static final long MOST_PIXELS = 40_000_000;

    /** For what is being drawn when the application ends. */
    private static final int PATIENCE_SECONDS = 5;

    private final PictureFiles files;
    private final ConcurrentMap<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor pool;

    Thumbnails(PictureFiles files) {
        this.files = files;
        this.pool = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "thumbnails");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** The small version of a picture, or the image itself. Those who ask at once wait for the same. */
    CompletableFuture<Path> of(String id, int width) {
        Path thumbnail = files.thumbnail(id, width);
        if (Files.exists(thumbnail)) {
            return CompletableFuture.completedFuture(thumbnail);
        }
        return makeAll(id).thenApply(done -> Files.exists(thumbnail) ? thumbnail : files.image(id));
    }

    /** Begins with those of a picture that has just arrived, in place of what a kill may have left. */
    void renew(String id) {
        for (int width : WIDTHS) {
            try {
                Files.deleteIfExists(files.thumbnail(id, width));
            } catch (IOException e) {
                LOG.warn("An old thumbnail of picture {} stays", id, e);
            }
        }
        makeAll(id);
    }

    private CompletableFuture<Void> makeAll(String id) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = underWay.putIfAbsent(id, mine);
        if (other != null) {
            return other;
        }
        try {
            pool.execute(() -> {
                make(id);
                underWay.remove(id);
                mine.complete(null);
            });
        } catch (RejectedExecutionException e) {
            underWay.remove(id);
            mine.complete(null);
        }
        return mine;
    }

    /** All widths at once, since reading the image takes longest. */
    private void make(String id) {
        Path image = files.image(id);
        try {
            BufferedImage smaller = read(image);
            for (int width : WIDTHS) {
                smaller = scaled(smaller, Math.min(width, smaller.getWidth()));
                files.write(smaller, files.thumbnail(id, width));
            }
        } catch (IOException | RuntimeException e) {
            if (Files.exists(image)) {
                LOG.warn("No thumbnail of picture {}: {}", id, e.toString());
            }
        }
    }

    private static BufferedImage read(Path image) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(image.toFile())) {
            if (in == null) {
                throw new IOException("it cannot be opened");
            }
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException("Java cannot read its format");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) {
                    throw new IOException("it is too large");
                }
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        }
    }

    /** By halves, since at less than that each pixel would be made of four neighbours only, and the rest left out. */
    private static BufferedImage scaled(BufferedImage image, int width) {
        BufferedImage half = image;
        while (half.getWidth() >= 2 * width && half.getHeight() > 1) {
            half = drawn(half, half.getWidth() / 2);
        }
        return drawn(half, width);
    }

    private static BufferedImage drawn(BufferedImage image, int width) {
        int height = Math.max(1, Math.round((float) width * image.getHeight() / image.getWidth()));
        BufferedImage smaller = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = smaller.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return smaller;
    }

    @Override
    public void destroy() {
        pool.shutdownNow();
        try {
            // What is being drawn is written or given up, and nothing comes into the directory afterwards.
            pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
