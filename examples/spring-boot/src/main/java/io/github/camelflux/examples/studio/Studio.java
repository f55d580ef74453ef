package io.github.camelflux.examples.studio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InputImage;
import io.github.camelflux.RequestFault;
import io.github.camelflux.examples.studio.Picture.Image;
import io.github.camelflux.examples.studio.Picture.State;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/** Takes orders within the budget, each once, and keeps what came of them. */
@Service
class Studio {
    private final Pictures pictures;
    private final Orders orders;
    private final TransactionOperations transaction;
    private final PictureFiles files;
    private final Thumbnails thumbnails;
    private final Progress progress;
    private final Gallery gallery;
    private final ObjectMapper json;
    private Instant newest = Instant.EPOCH;

    Studio(
            Pictures pictures,
            Orders orders,
            TransactionOperations transaction,
            PictureFiles files,
            Thumbnails thumbnails,
            Progress progress,
            Gallery gallery,
            ObjectMapper json) {
        this.pictures = pictures;
        this.orders = orders;
        this.transaction = transaction;
        this.files = files;
        this.thumbnails = thumbnails;
        this.progress = progress;
        this.gallery = gallery;
        this.json = json;
    }

    /**
     * An order that was taken.
     *
     * @param isNew whether it was taken just now, so that its pictures are still to be made
     */
    record Taken(String id, List<Picture> pictures, boolean isNew) {
        List<Picture> toMake() {
            return isNew ? pictures : List.of();
        }
    }

    /**
     * Sets the price of all its pictures aside; one order after the other, so that two cannot have the same dollars. One
     * that was taken before is found, and nothing is made again.
     *
     * @throws OrderClash if the id stands for something else
     */
    synchronized Taken accept(NewOrder given) {
        NewOrder asked = given.named();
        String id = Objects.requireNonNull(asked.id());
        String content = json(asked);
        Optional<Orders.Known> known = orders.find(id);
        if (known.isPresent()) {
            String before = known.get().asked().orElseThrow(() -> OrderClash.dropped(id));
            if (!before.equals(content)) {
                throw OrderClash.other(id);
            }
            return new Taken(id, pictures.ofOrder(id), false);
        }
        List<Order> variations = asked.variations();
        ImageRequest request = request(variations.get(0));
        BigDecimal price = request.model().listPrice().orElseThrow();
        Spending spending = gallery.spending();
        BigDecimal total = price.multiply(BigDecimal.valueOf(variations.size()));
        if (!spending.allows(total)) {
            throw new BudgetUsedUp(variations.size(), total, spending);
        }
        files.makeRoom(pictures.unfinished().size() + variations.size() - 1);
        List<Picture> taken = variations.stream()
                .map(order -> Picture.waiting(UUID.randomUUID().toString(), id, now(), order, price))
                .toList();
        transaction.executeWithoutResult(status -> {
            orders.add(id, content);
            taken.forEach(pictures::add);
        });
        taken.forEach(picture -> gallery.changed(picture.id()));
        return new Taken(id, taken, true);
    }

    private String json(NewOrder order) {
        try {
            return json.writeValueAsString(order);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A record of texts and numbers is JSON", e);
        }
    }

    /** No two pictures are of the same moment, since the gallery goes on from where a page of it ended. */
    private Instant now() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        newest = now.isAfter(newest) ? now : newest.plus(1, ChronoUnit.MICROS);
        return newest;
    }

    /** An order that was taken, with what has become of its pictures. */
    Optional<Taken> find(String orderId) {
        List<Picture> found = pictures.ofOrder(orderId);
        return found.isEmpty() ? Optional.empty() : Optional.of(new Taken(orderId, found, false));
    }

    /** Sees to it that an order that has not come in by now is not taken when it does, and is false if it was taken. */
    synchronized boolean drop(String orderId) {
        Optional<Orders.Known> known = orders.find(orderId);
        if (known.isEmpty()) {
            orders.drop(orderId);
        }
        return known.isEmpty() || known.get().asked().isEmpty();
    }

    /** What a picture is asked for with, as often as that is. */
    ImageRequest request(Order order) {
        return order.toRequest(id -> pictures.find(id)
                .filter(picture -> picture.image() != null)
                .map(picture -> InputImage.ofFile(files.image(id)))
                .orElseThrow(
                        () -> InvalidRequest.of(new RequestFault("remix", id, "the id of a picture in the gallery"))));
    }

    /** The image is in its file. */
    void arrived(String id, Image image, BigDecimal cost) {
        thumbnails.renew(id);
        pictures.arrived(id, image, cost);
        progress.finish(id);
        gallery.changed(id);
    }

    /** What may still become a picture keeps its price set aside; what is over costs what it was charged. */
    void failed(Picture picture, Exception error) {
        Optional<BigDecimal> told = progress.finish(picture.id());
        Trouble trouble = Trouble.of(error);
        if (isOver(picture, error)) {
            BigDecimal cost = charged(error).or(() -> told).orElse(mayBePaid(error) ? picture.cost() : BigDecimal.ZERO);
            pictures.ended(picture.id(), State.FAILED, trouble, cost);
        } else {
            State state = error instanceof InDoubt ? State.DOUBT : State.HELD;
            pictures.ended(picture.id(), state, trouble, picture.cost());
        }
        gallery.changed(picture.id());
    }

    /** Whatever else is wrong, a task that was accepted goes on, and one in doubt may; so does what is held for that. */
    private static boolean isOver(Picture picture, Exception error) {
        if (error instanceof Moderated || error instanceof GenerationFailed) {
            return true;
        }
        return picture.state() == State.WAITING
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
}
