package io.github.camelflux.examples.studio;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.examples.studio.Picture.Image;
import io.github.camelflux.examples.studio.Picture.State;
import io.github.camelflux.journal.TaskJournal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final TaskJournal journal;
    private final List<Picture> left;

    Studio(
            Pictures pictures,
            PictureFiles files,
            Progress progress,
            Page page,
            StudioProperties properties,
            Environment environment,
            TaskJournal journal) {
        this.pictures = pictures;
        this.files = files;
        this.progress = progress;
        this.page = page;
        this.budget = properties.budget();
        this.emulated = environment.acceptsProfiles(Profiles.of(EmulatorInDevelopment.PROFILE));
        this.journal = journal;
        // Before the first order can come.
        this.left = pictures.unfinished();
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

    /** What the last start left, unless there is no room for it: then the next start finds it. What may be paid for is not made anew if the component has forgotten its task. */
    List<Picture> unfinished() {
        if (!left.isEmpty()) {
            files.makeRoom(left.size() - 1);
        }
        return left.stream()
                .filter(picture -> picture.state() == State.WAITING || isRemembered(picture))
                .toList();
    }

    private boolean isRemembered(Picture picture) {
        boolean remembered = journal.find(picture.id()).isPresent();
        if (!remembered) {
            pictures.ended(picture.id(), State.FAILED, Trouble.FORGOTTEN, picture.cost());
            changed(picture.id());
        }
        return remembered;
    }

    /** Sets the price aside; one order after the other, so that two cannot have the same dollars. */
    synchronized Picture accept(Order order) {
        ImageRequest request = order.toRequest();
        BigDecimal price = price(request.model());
        Spending spending = spending();
        if (!spending.allows(price)) {
            throw new BudgetUsedUp(price, spending);
        }
        files.makeRoom(pictures.unfinished().size());
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

    /** What may still become a picture keeps its price set aside; what is over costs what it was charged. */
    void failed(Picture picture, Exception error) {
        Optional<BigDecimal> told = progress.finish(picture.id());
        if (isOver(picture, error)) {
            pictures.ended(
                    picture.id(),
                    State.FAILED,
                    Trouble.of(error),
                    charged(error).or(() -> told).orElse(mayBePaid(error) ? picture.cost() : BigDecimal.ZERO));
        } else {
            pictures.ended(picture.id(), State.HELD, Trouble.of(error), picture.cost());
        }
        changed(picture.id());
    }

    /** Whatever else is wrong, a task that was accepted goes on, and one in doubt may; so does what is held for that. */
    private static boolean isOver(Picture picture, Exception error) {
        if (error instanceof Moderated || error instanceof GenerationFailed) {
            return true;
        }
        return picture.state() != State.HELD
                && error instanceof FluxException flux
                && flux.ticket().isEmpty()
                && !(flux instanceof InDoubt)
                && !(flux instanceof Refused refused && refused.reason() == Refused.Reason.ELSEWHERE);
    }

    /** What the provider said again, of a task that had ended before the studio was started. */
    private static Optional<BigDecimal> charged(Exception error) {
        return error instanceof Moderated moderated
                ? Optional.ofNullable(moderated.status().cost()).map(Cost::dollars)
                : Optional.empty();
    }

    /** Nobody knows what became of a lost task, and a picture that came too late was made. */
    private static boolean mayBePaid(Exception error) {
        return error instanceof GenerationFailed failed && failed.reason() != GenerationFailed.Reason.ERROR;
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
