package io.github.camelflux.examples.studio;

import io.github.camelflux.FluxModel;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Service;

/** What the pages show, and how they are kept up to date. */
@Service
class Gallery {
    private static final int PAGE = 60;
    private static final int MOST_FAILURES = 50;
    private static final int MOST_WORDS = 8;

    private final Pictures pictures;
    private final Progress progress;
    private final Page page;
    private final Bin bin;
    private final BigDecimal budget;
    private final boolean emulated;

    Gallery(
            Pictures pictures,
            Progress progress,
            Page page,
            Bin bin,
            StudioProperties properties,
            Environment environment) {
        this.pictures = pictures;
        this.progress = progress;
        this.page = page;
        this.bin = bin;
        this.budget = properties.budget();
        this.emulated = environment.acceptsProfiles(Profiles.of(EmulatorInDevelopment.PROFILE));
    }

    /**
     * A part of the gallery, the newest first.
     *
     * @param more whether there are older ones
     */
    record Part(List<Picture> pictures, boolean more) {}

    /**
     * What a page shows when it is opened.
     *
     * @param newest the first part of the gallery
     * @param total how many pictures the gallery has
     * @param activity what is being made, or came to nothing
     * @param steps how far unfinished pictures have come
     * @param deleted what can still be had back
     * @param prices of the models, in US dollars
     * @param emulated whether nothing is real
     */
    record Beginning(
            Part newest,
            int total,
            List<Picture> activity,
            List<Progress.Step> steps,
            List<Bin.Deleted> deleted,
            Spending spending,
            Map<String, BigDecimal> prices,
            boolean emulated) {}

    Beginning beginning() {
        return new Beginning(
                before(Instant.now().plus(1, ChronoUnit.DAYS), "", false),
                pictures.count(),
                Stream.concat(pictures.unfinished().stream(), pictures.failed(MOST_FAILURES).stream())
                        .toList(),
                progress.steps(),
                bin.deleted(),
                spending(),
                Map.of("ultra", price(FluxModel.ULTRA), "pro", price(FluxModel.PRO)),
                emulated);
    }

    /** @param words that a picture's prompt has, all of them, whole or in part */
    Part before(Instant then, String words, boolean favouritesOnly) {
        List<String> wanted = Arrays.stream(words.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .limit(MOST_WORDS)
                .toList();
        List<Picture> found = pictures.before(then, wanted, favouritesOnly, PAGE + 1);
        return new Part(found.subList(0, Math.min(PAGE, found.size())), found.size() > PAGE);
    }

    void changed(String id) {
        page.tell("picture", () -> pictures.find(id).orElseThrow());
        page.tell("spending", this::spending);
    }

    boolean favourite(String id, boolean favourite) {
        boolean done = pictures.favourite(id, favourite);
        if (done) {
            page.tell("picture", () -> pictures.find(id).orElseThrow());
        }
        return done;
    }

    /** Takes what went wrong out of sight, or back into it. */
    boolean dismiss(String id, boolean dismissed) {
        boolean done = pictures.dismiss(id, dismissed);
        if (done) {
            page.tell("picture", () -> pictures.find(id).orElseThrow());
        }
        return done;
    }

    void dismissFailed() {
        pictures.dismissFailed()
                .forEach(id -> page.tell("picture", () -> pictures.find(id).orElseThrow()));
    }

    Spending spending() {
        return pictures.spending(budget);
    }

    private static BigDecimal price(FluxModel model) {
        return model.listPrice().orElseThrow();
    }
}
