package io.github.camelflux.maven;

import io.github.camelflux.file.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A page in HTML that is one file: it loads nothing, wherever it is opened.
 *
 * <p>All modules of a run that write to one place are on it, each with a section of its own.
 */
final class ReportPage {
    private static final char OF = '\n';

    private final String title;
    private final Path file;
    private final Map<String, List<String>> sections;

    /** @param sections of all pages of a run of Maven, which its modules share */
    ReportPage(String title, Path file, Map<String, List<String>> sections) {
        this.title = title;
        this.file = file;
        this.sections = sections;
    }

    /** What is on it in all. */
    record Written(int images, int modules) {}

    /**
     * Writes the page with one more section.
     *
     * @param place which comes before which
     */
    Written add(String place, ReportSection section) {
        synchronized (sections) {
            sections.put(file + String.valueOf(OF) + place, section.toTexts());
            List<ReportSection> all = new TreeMap<>(sections)
                    .entrySet().stream()
                            .filter(each -> each.getKey().startsWith(file + String.valueOf(OF)))
                            .map(each -> ReportSection.of(each.getValue()))
                            .toList();
            try {
                AtomicFile.write(file, html(all));
            } catch (IOException e) {
                throw new UncheckedIOException(file + " could not be written: " + e, e);
            }
            return new Written(images(all), all.size());
        }
    }

    private static int images(List<ReportSection> all) {
        return all.stream().mapToInt(ReportSection::images).sum();
    }

    private String html(List<ReportSection> all) {
        StringBuilder main = new StringBuilder();
        for (ReportSection section : all) {
            String heading = all.size() == 1
                    ? ""
                    : "<h2>" + escaped(section.module()) + " <small>" + summary(section.images(), section.cost())
                            + "</small></h2>\n";
            main.append("<section>\n")
                    .append(heading)
                    .append("<div class=\"sheet\">\n")
                    .append(section.articles())
                    .append("</div>\n</section>\n");
        }
        BigDecimal cost = all.stream().map(ReportSection::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
                <title>%1$s: images</title>
                <style>
                %2$s</style>
                </head>
                <body>
                <header><h1>%1$s</h1><p>%3$s in all</p></header>
                <main>
                %4$s</main>
                </body>
                </html>
                """.formatted(escaped(title), style(), summary(images(all), cost), main);
    }

    private static String summary(int images, BigDecimal cost) {
        return LogLine.images(images) + ", made for " + Dollars.of(cost);
    }

    private static String style() {
        try (InputStream style = ReportPage.class.getResourceAsStream("contact-sheet.css")) {
            return new String(Objects.requireNonNull(style).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The plugin's own style sheet cannot be read", e);
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
