package io.github.camelflux.examples.studio;

import io.github.camelflux.examples.studio.Picture.Image;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Puts pictures into a studio that were not made by it, since making five hundred would take long. */
final class SamplePictures {
    static final int WIDTH = 1200;

    private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");
    private static final List<String> RATIOS = List.of("3:2", "1:1", "9:16", "16:9", "21:9", "4:3", "2:3");

    private final Pictures pictures;
    private final Path directory;
    private int made;

    private SamplePictures(Pictures pictures, Path directory) {
        this.pictures = pictures;
        this.directory = directory;
    }

    static SamplePictures in(RunningStudio studio, Path directory) {
        return new SamplePictures(studio.application().getBean(Pictures.class), directory.resolve("pictures"));
    }

    /** Each with its prompt's first word in its id, and its number as the seed; the last is the newest. */
    void add(String... prompts) {
        for (String prompt : prompts) {
            String id = prompt.split(" ")[0].toLowerCase(Locale.ROOT) + "-sample";
            add(id, prompt, RATIOS.get(made % RATIOS.size()));
        }
    }

    private void add(String id, String prompt, String ratio) {
        made++;
        int height = heightOf(ratio);
        Order order = new Order(prompt, "ultra", ratio, false, null, null);
        pictures.add(Picture.waiting(id, null, FIRST.plusSeconds(made), order, new BigDecimal("0.06")));
        try {
            Files.createDirectories(directory);
            Path image = directory.resolve(id + ".jpg");
            Path like = directory.resolve("sample-" + ratio.replace(':', '-') + ".jpg");
            if (Files.notExists(like)) {
                draw(height, like);
            }
            Files.createLink(image, like);
            pictures.arrived(id, new Image((long) made, WIDTH, height, Files.size(image), 1500), BigDecimal.ZERO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int heightOf(String ratio) {
        String[] sides = ratio.split(":");
        return WIDTH * Integer.parseInt(sides[1]) / Integer.parseInt(sides[0]);
    }

    private void draw(int height, Path file) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, new Color(0x2b4a6f), 0, height, new Color(0xe9a26b)));
        graphics.fillRect(0, 0, WIDTH, height);
        graphics.dispose();
        ImageIO.write(image, "jpg", file.toFile());
    }
}
