package io.github.camelflux.maven;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A page in HTML with the images of a module, which loads nothing from elsewhere. */
final class ContactSheet {
    private final String title;
    private final Workplace workplace;
    private final Lock lock;
    private final Path directory;

    /** @param page where it will be, which pictures are linked relative to */
    ContactSheet(String title, Workplace workplace, Path page) {
        this.title = title;
        this.workplace = workplace;
        this.lock = workplace.lock().read();
        this.directory = Objects.requireNonNull(page.toAbsolutePath().getParent());
    }

    String page(Plan plan) {
        StringBuilder articles = new StringBuilder();
        BigDecimal cost = BigDecimal.ZERO;
        for (Plan.Planned planned : plan.images()) {
            Optional<Lock.Entry> entry = lock.find(planned.image().id());
            cost = cost.add(entry.flatMap(known -> known.image().dollars()).orElse(BigDecimal.ZERO));
            articles.append(article(planned, entry));
        }
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s: images</title>
                <style>
                %2$s</style>
                </head>
                <body>
                <header><h1>%1$s</h1><p>%3$d images, made for %4$s in all</p></header>
                <main>
                %5$s</main>
                </body>
                </html>
                """.formatted(escaped(title), style(), plan.images().size(), Dollars.of(cost), articles);
    }

    private String article(Plan.Planned planned, Optional<Lock.Entry> entry) {
        DeclaredImage image = planned.image();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("file", image.file());
        facts.put(
                "model",
                image.request().model().id() + " at " + image.provider().id());
        facts.put("seed", String.valueOf(image.request().seed()));
        entry.ifPresent(known -> {
            StoredImage made = known.image();
            facts.put("model", made.model() + " at " + made.provider());
            facts.put("seed", String.valueOf(made.seed()));
            facts.put("size", made.width() + " x " + made.height() + ", " + made.size() / 1000 + " kB");
            facts.put("cost", made.dollars().map(Dollars::of).orElse("not told"));
            facts.put("made", made.made().toString());
        });
        StringBuilder list = new StringBuilder();
        facts.forEach((name, value) -> list.append("<dt>")
                .append(name)
                .append("</dt><dd>")
                .append(escaped(value))
                .append("</dd>"));
        String drift = planned.step() instanceof Step.Keep || planned.step() instanceof Step.Restore
                ? ""
                : "<p class=\"drift\">" + escaped(planned.line()) + "</p>\n";
        return "<article>" + picture(planned, entry) + "<div class=\"text\">\n" + drift + "<h2>" + escaped(image.id())
                + "</h2>\n<p class=\"prompt\">" + escaped(image.request().prompt()) + "</p>\n<dl>" + list
                + "</dl>\n</div></article>\n";
    }

    private String picture(Plan.Planned planned, Optional<Lock.Entry> entry) {
        Path file = workplace.fileOf(planned.image());
        if (!Files.exists(file)) {
            file = entry.flatMap(known -> workplace.store().bytes(known.image()))
                    .orElse(file);
        }
        if (!Files.exists(file)) {
            return "<div class=\"none\">not made yet</div>";
        }
        String link = escaped(link(file.toAbsolutePath()));
        return "<a href=\"" + link + "\"><img src=\"" + link + "\" loading=\"lazy\" alt=\""
                + escaped(planned.image().id()) + "\"></a>";
    }

    private String link(Path file) {
        boolean sameRoot = Objects.equals(file.getRoot(), directory.getRoot());
        return sameRoot
                ? encoded(directory.relativize(file).toString().replace('\\', '/'))
                : file.toUri().toString();
    }

    /** What names of directories may have and addresses may not. */
    private static String encoded(String path) {
        return path.replace("%", "%25").replace("#", "%23").replace("?", "%3F").replace(" ", "%20");
    }

    private static String style() {
        try (InputStream style = ContactSheet.class.getResourceAsStream("contact-sheet.css")) {
            return new String(Objects.requireNonNull(style).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The plugin's own style sheet cannot be read", e);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
