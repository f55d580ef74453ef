package io.github.camelflux.maven;

import static io.github.camelflux.maven.ReportPage.escaped;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The images of a module in HTML: a small picture inside, and a link to the full one where it lies. */
final class ContactSheet {
    /** Of all pictures on a page in bytes, so that it can be opened, sent and kept. */
    static final long MOST = 20_000_000;

    /** What is smaller shows nothing. */
    private static final long LEAST = 4_000;

    private final Workplace workplace;
    private final Lock lock;
    private final Plan plan;
    private final Map<Path, String> thumbnails;

    /** @param left takes what was used of {@link #MOST} and tells what is left of it, for all modules of a run */
    ContactSheet(Workplace workplace, Plan plan, LongUnaryOperator left) {
        this.workplace = workplace;
        this.lock = workplace.lock().read();
        this.plan = plan;
        this.thumbnails = thumbnails(left);
    }

    private Map<Path, String> thumbnails(LongUnaryOperator left) {
        Map<Path, String> all = Stream.concat(
                        plan.images().stream().map(this::file),
                        plan.orphans().stream().map(id -> file(lock.images().get(id))))
                .flatMap(Optional::stream)
                .distinct()
                .collect(Collectors.toMap(file -> file, file -> ""));
        long each = left.applyAsLong(0) / Math.max(1, all.size());
        if (each < LEAST) {
            return Map.of();
        }
        Map<Path, String> made = all.keySet().parallelStream()
                .flatMap(file -> Thumbnail.of(file, each).map(address -> Map.entry(file, address)).stream())
                .collect(Collectors.toConcurrentMap(Map.Entry::getKey, Map.Entry::getValue));
        left.applyAsLong(made.values().stream().mapToLong(String::length).sum());
        return made;
    }

    /**
     * What a page says of the module.
     *
     * @param page where it will be, which pictures are linked relative to
     */
    ReportSection section(String module, Path page) {
        Path directory = Objects.requireNonNull(page.toAbsolutePath().getParent());
        StringBuilder articles = new StringBuilder();
        BigDecimal cost = BigDecimal.ZERO;
        for (Plan.Planned planned : plan.images()) {
            Lock.@Nullable Entry entry = lock.images().get(planned.image().id());
            cost = cost.add(dollars(entry));
            articles.append(article(planned, entry, directory));
        }
        for (String id : plan.orphans()) {
            Lock.Entry entry = Objects.requireNonNull(lock.images().get(id));
            articles.append(orphan(id, entry, directory));
        }
        return new ReportSection(module, plan.images().size(), cost, articles.toString());
    }

    private static BigDecimal dollars(Lock.@Nullable Entry entry) {
        return Optional.ofNullable(entry)
                .filter(known -> !known.image().isDrawing())
                .flatMap(known -> known.image().dollars())
                .orElse(BigDecimal.ZERO);
    }

    private String article(Plan.Planned planned, Lock.@Nullable Entry entry, Path directory) {
        DeclaredImage image = planned.image();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("file", image.file());
        facts.put(
                "model",
                image.request().model().id() + " at " + image.provider().id());
        facts.put("seed", String.valueOf(image.request().seed()));
        if (entry != null) {
            facts.putAll(made(entry.image()));
        }
        boolean isAsDeclared = planned.step() instanceof Step.Keep || planned.step() instanceof Step.Restore;
        return article(
                image.id(),
                picture(image.id(), file(planned).orElse(null), directory),
                isAsDeclared ? "" : planned.line(),
                image.request().prompt(),
                facts);
    }

    private String orphan(String id, Lock.Entry entry, Path directory) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("file", entry.file());
        facts.putAll(made(entry.image()));
        String picture = picture(id, file(entry).orElse(null), directory);
        return article(id, picture, Promise.ORPHAN.says(id, workplace.commands().prune()), "", facts);
    }

    private static Map<String, String> made(StoredImage made) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", made.model() + " at " + made.provider());
        facts.put("seed", String.valueOf(made.seed()));
        facts.put("size", made.width() + " x " + made.height() + ", " + made.size() / 1000 + " kB");
        facts.put(
                "cost",
                made.isDrawing() ? "none" : made.dollars().map(Dollars::of).orElse("not told"));
        if (made.origin().address() != null) {
            facts.put(
                    made.isDrawing() ? "drawn by" : "made through",
                    made.origin().address());
        }
        facts.put("made", made.made().toString());
        return facts;
    }

    private static String article(String id, String picture, String drift, String prompt, Map<String, String> facts) {
        StringBuilder list = new StringBuilder();
        facts.forEach((name, value) -> list.append("<dt>")
                .append(name)
                .append("</dt><dd>")
                .append(escaped(value))
                .append("</dd>"));
        return "<article>" + picture + "<div class=\"text\">\n"
                + (drift.isEmpty() ? "" : "<p class=\"drift\">" + escaped(drift) + "</p>\n")
                + "<h3>" + escaped(id) + "</h3>\n"
                + (prompt.isEmpty() ? "" : "<p class=\"prompt\">" + escaped(prompt) + "</p>\n")
                + "<dl>" + list + "</dl>\n</div></article>\n";
    }

    private Optional<Path> file(Plan.Planned planned) {
        Path file = workplace.fileOf(planned.image());
        return Files.exists(file)
                ? Optional.of(file)
                : lock.find(planned.image().id())
                        .flatMap(known -> workplace.store().bytes(known.image()));
    }

    private Optional<Path> file(Lock.Entry entry) {
        Path file = workplace.fileOf(entry);
        return Files.exists(file) ? Optional.of(file) : workplace.store().bytes(entry.image());
    }

    private String picture(String id, @Nullable Path file, Path directory) {
        if (file == null) {
            return "<div class=\"none\">not made yet</div>";
        }
        String thumbnail = thumbnails.get(file);
        String shown = thumbnail == null
                ? "<span>open the picture</span>"
                : "<img src=\"" + thumbnail + "\" alt=\"" + escaped(id) + "\">";
        return "<a href=\"" + escaped(link(file.toAbsolutePath(), directory)) + "\">" + shown + "</a>";
    }

    private static String link(Path file, Path directory) {
        boolean sameRoot = Objects.equals(file.getRoot(), directory.getRoot());
        return sameRoot
                ? encoded(directory.relativize(file).toString().replace('\\', '/'))
                : file.toUri().toString();
    }

    /** What names of directories may have and addresses may not. */
    private static String encoded(String path) {
        return path.replace("%", "%25").replace("#", "%23").replace("?", "%3F").replace(" ", "%20");
    }
}
