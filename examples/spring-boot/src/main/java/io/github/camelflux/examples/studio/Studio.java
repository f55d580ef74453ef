package io.github.camelflux.examples.studio;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.examples.studio.Picture.Image;
import io.github.camelflux.examples.studio.Picture.State;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Service;

/** Takes orders within the budget, and keeps what came of them. */
@Service
class Studio {
    private static final int PAGE = 60;

    private final Pictures pictures;
    private final PictureFiles files;
    private final Progress progress;
    private final Page page;
    private final BigDecimal budget;
    private final boolean emulated;

    Studio(
            Pictures pictures,
            PictureFiles files,
            Progress progress,
            Page page,
            StudioProperties properties,
            Environment environment) {
        this.pictures = pictures;
        this.files = files;
        this.progress = progress;
        this.page = page;
        this.budget = properties.budget();
        this.emulated = environment.acceptsProfiles(Profiles.of(EmulatorInDevelopment.PROFILE));
    }

    /**
     * What a page shows.
     *
     * @param steps how far unfinished pictures have come
     * @param prices of the models, in US dollars
     * @param emulated whether nothing is real
     */
    record Gallery(
            List<Picture> pictures,
            List<Progress.Step> steps,
            Spending spending,
            Map<String, BigDecimal> prices,
            boolean emulated) {}

    Gallery gallery() {
        return new Gallery(
                pictures.before(Instant.now().plus(1, ChronoUnit.DAYS), PAGE),
                progress.steps(),
                spending(),
                Map.of("ultra", price(FluxModel.ULTRA), "pro", price(FluxModel.PRO)),
                emulated);
    }

    List<Picture> before(Instant then) {
        return pictures.before(then, PAGE);
    }

    List<Picture> unfinished() {
        return pictures.unfinished();
    }

    /** Sets the price aside; one order after the other, so that two cannot have the same dollars. */
    synchronized Picture accept(Order order) {
        ImageRequest request = order.toRequest();
        BigDecimal price = price(request.model());
        Spending spending = spending();
        if (!spending.allows(price)) {
            throw new BudgetUsedUp(price, spending);
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        String id = UUID.randomUUID().toString();
        Picture picture = new Picture(id, now, order, State.WAITING, price, null, null);
        pictures.add(picture);
        changed(id);
        return picture;
    }

    /** The image is in its file. */
    void arrived(String id, Image image, BigDecimal cost) {
        files.writePreview(id);
        pictures.arrived(id, image, cost);
        progress.finish(id);
        changed(id);
    }

    /** What is paid for, or may be, keeps its price set aside; of anything else is known what it was charged. */
    void failed(Picture picture, Exception error) {
        BigDecimal charged = progress.finish(picture.id());
        boolean over = error instanceof FluxException && !(error instanceof InDoubt || error instanceof TimedOut);
        pictures.ended(
                picture.id(), over ? State.FAILED : State.HELD, Trouble.of(error), over ? charged : picture.cost());
        changed(picture.id());
    }

    boolean dismiss(String id) {
        boolean gone = pictures.dismiss(id);
        if (gone) {
            page.tell("dismissed", () -> Map.of("id", id));
        }
        return gone;
    }

    private void changed(String id) {
        page.tell("picture", () -> pictures.find(id).orElseThrow());
        page.tell("spending", this::spending);
    }

    private Spending spending() {
        return pictures.spending(budget);
    }

    private static BigDecimal price(FluxModel model) {
        return model.listPrice().orElseThrow();
    }
}
