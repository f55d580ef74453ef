package io.github.camelflux.examples.studio;

import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.examples.studio.Picture.State;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * What becomes of pictures that were paid for, or may have been: a person says it who has looked at the account, or the
 * flux component is asked again.
 *
 * <p>The component's journal decides, and goes first: the studio's own table says the same later, at the next start at the
 * latest.
 */
@Service
class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final Trouble NO_DOUBT = new Trouble(
            "This is not in doubt any more", "Another page may have settled it. Look at what became of it.");
    private static final Trouble UNDER_WAY =
            new Trouble("It is being asked for already", "The answer will be here by itself.");
    private static final Trouble NO_PICTURE = new Trouble("There is no such picture", "It may have been deleted.");

    private final Pictures pictures;
    private final Gallery gallery;
    private final PictureFiles files;
    private final TaskJournal journal;
    private final CamelContext camel;
    private final ProducerTemplate template;
    private final List<Picture> left;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    Settlement(
            Pictures pictures,
            Gallery gallery,
            PictureFiles files,
            TaskJournal journal,
            CamelContext camel,
            ProducerTemplate template) {
        this.pictures = pictures;
        this.gallery = gallery;
        this.files = files;
        this.journal = journal;
        this.camel = camel;
        this.template = template;
        // Before the first order can come.
        this.left = pictures.unfinished();
    }

    /** What a person knows. */
    enum Verdict {
        /** The account has the task. */
        ADOPT,
        /** The account does not have it. */
        RELEASE,
        /** Nobody will find out. */
        GIVE_UP
    }

    /** A verdict that cannot be carried out. */
    static class Refusal extends RuntimeException {
        private final transient Trouble trouble;
        private final HttpStatus status;

        Refusal(HttpStatus status, Trouble trouble) {
            super(trouble.title());
            this.status = status;
            this.trouble = trouble;
        }

        Trouble trouble() {
            return trouble;
        }

        HttpStatus status() {
            return status;
        }
    }

    /**
     * Settles a doubt.
     *
     * @param task the provider's id of it, to adopt it
     * @throws Refusal if it is not in doubt, or the provider does not know the id
     */
    void settle(String id, Verdict verdict, String task) {
        Picture picture = find(id, State.DOUBT::equals);
        FluxComponent flux = camel.getComponent("flux", FluxComponent.class);
        try {
            switch (verdict) {
                case ADOPT -> flux.adoptTask(id, task);
                case RELEASE -> flux.releaseTask(id);
                case GIVE_UP -> flux.giveUpTask(id);
            }
        } catch (Exception e) {
            // Somebody else may have settled it, by JMX for one.
            if (stage(id) != TaskState.Stage.IN_DOUBT) {
                follow(picture);
                throw new Refusal(HttpStatus.CONFLICT, NO_DOUBT);
            }
            throw refused(e, task);
        }
        follow(picture);
    }

    private static Refusal refused(Exception error, String task) {
        if (error instanceof IllegalArgumentException) {
            return new Refusal(
                    HttpStatus.BAD_REQUEST,
                    new Trouble(
                            "The provider does not know this id",
                            "'" + task
                                    + "' is not a task of the account. Copy the id from there; nothing has changed."));
        }
        LOG.warn("A doubt stays: {}", error.getMessage());
        return new Refusal(
                HttpStatus.BAD_GATEWAY,
                new Trouble("This could not be settled now", error.getMessage() + ". Nothing has changed; try again."));
    }

    /** Asks once more for a picture that was paid for, and pays for nothing. */
    void askAgain(String id) {
        Picture picture = find(id, State.HELD::equals);
        if (isOpen(picture)) {
            fetch(picture);
        }
    }

    private Picture find(String id, Predicate<State> wanted) {
        Picture picture = pictures.find(id).orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, NO_PICTURE));
        if (!wanted.test(picture.state())) {
            throw new Refusal(HttpStatus.CONFLICT, NO_DOUBT);
        }
        return picture;
    }

    /** Has the studio's table say what the journal says. */
    private void follow(Picture picture) {
        if (isOpen(picture) && stage(picture.id()) != TaskState.Stage.IN_DOUBT) {
            fetch(picture);
        }
    }

    private void fetch(Picture picture) {
        files.makeRoom(0);
        if (!asked.add(picture.id())) {
            throw new Refusal(HttpStatus.CONFLICT, UNDER_WAY);
        }
        pictures.ended(picture.id(), State.HELD, Trouble.FETCHING, picture.cost());
        gallery.changed(picture.id());
        template.sendBody("direct:again", pictures.find(picture.id()).orElseThrow());
    }

    /** It has ended, however: it can be asked for once more. */
    void ended(String id) {
        asked.remove(id);
    }

    /**
     * What the last start left, unless there is no room for it: then the next start finds it. What may be paid for is not
     * made anew if the component has forgotten its task, or somebody has said that it is over.
     */
    List<Picture> unfinished() {
        if (!left.isEmpty()) {
            files.makeRoom(left.size() - 1);
        }
        return left.stream()
                .filter(picture -> picture.state() == State.WAITING || isOpen(picture))
                .peek(picture -> asked.add(picture.id()))
                .toList();
    }

    /** Whether there is something to ask for; otherwise the picture is over. */
    private boolean isOpen(Picture picture) {
        TaskState.Stage stage = stage(picture.id());
        if (stage == null) {
            over(picture, Trouble.FORGOTTEN, picture.cost());
        } else if (stage == TaskState.Stage.GIVEN_UP) {
            over(picture, Trouble.GIVEN_UP, picture.cost());
        } else if (stage == TaskState.Stage.INTENT) {
            over(picture, Trouble.NEVER_MADE, BigDecimal.ZERO);
        } else {
            return true;
        }
        return false;
    }

    private TaskState.@Nullable Stage stage(String id) {
        Optional<TaskEntry> entry = journal.find(id);
        return entry.map(TaskEntry::state).map(TaskState::stage).orElse(null);
    }

    private void over(Picture picture, Trouble trouble, BigDecimal cost) {
        pictures.ended(picture.id(), State.FAILED, trouble, cost);
        gallery.changed(picture.id());
    }
}
