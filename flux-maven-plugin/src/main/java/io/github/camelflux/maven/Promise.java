package io.github.camelflux.maven;

import java.util.Locale;

/**
 * Each sentence that says what something costs, what was paid, or which command mends it.
 *
 * <p>They are in one place so that a test can bring each about, run the command that it prints, and look at the
 * provider's bill. No other class has such words.
 */
enum Promise {
    // ---- what a build that pays nothing says

    /** Images, command. */
    MENDS_FOR_NOTHING("This mends %s, for nothing: %s"),
    /** Images, US dollars, command. */
    MENDS_FOR_MONEY("This mends %s, for %s at most: %s"),
    /** Images, US dollars, ids, command. */
    MENDS_AT_ANY_PRICE("This mends %s, for %s and what nobody knows the price of (%s): %s"),
    /** Ids. */
    LOOK_FIRST("No command mends %s by itself; see there"),
    /** Command. */
    PRUNES("This takes what the POM does not declare away, for nothing: %s"),
    /** Id, command. */
    ORPHAN("%s is in the lock and not in the POM; this takes it away, for nothing: %s"),
    /** Reason. */
    FROZEN("The images are not as the POM declares them, and nothing was made or paid (frozen, because of %s):"),
    /** Variable. */
    ON_A_SERVER("the environment variable %s of a build server, which -Dflux.mode=missing overrides"),

    // ---- what a plan says

    /** Images, number, US dollars, {@link #UNPRICED} or nothing. */
    TO_BE_PAID("%s, %s as declared and locked; to be paid: %s%s"),
    UNPRICED(" and what has no list price"),
    /** US dollars. */
    TO_BE_PAID_IN_ALL("to be paid in all modules so far: %s"),

    // ---- why something is to be done about an image

    PAID_BEFORE("; it was paid for before, and is brought home for nothing"),
    PAID_ANEW("was to be made anew, which was paid for; it is brought home for nothing"),
    /** Command. */
    DOUBTFUL("; it was submitted before, and nobody knows whether it was paid for. This tells what to do: %s"),
    NAMED_BEFORE("; it was submitted before, and is asked for by the same name, so that it is paid for once"),
    POINTER("is a pointer of Git LFS in place of its bytes, which this brings for nothing: git lfs pull"),
    /** File, command, US dollars, command. */
    IN_THE_WAY(
            "; %s holds a picture that the lock does not have. Move it away, and this tells what the image costs then:"
                    + " %s. Or have it made anew in its place, for %s at most: %s"),
    /** File, provider, command. */
    PICTURE_STAYS(
            "; %s is a picture of %s, which was paid for and no drawing replaces. A drawing gets a place of its own by"
                    + " this: %s"),
    LOOK("Somebody has to look first, so nothing was made or paid:"),

    // ---- how a run went

    /** Number, US dollars, time. */
    PAID("%s asked for, %s paid in %s"),
    /** US dollars. */
    STILL_OPEN("up to %s more for what was begun and has not ended"),
    /** Number. */
    FOUND("%s found for nothing"),
    /** US dollars. */
    IN_ALL("%s paid in this run of Maven"),
    /** Id, model, US dollars. */
    MADE("%s: made with %s for %s"),
    /** Id. */
    BROUGHT_HOME("%s: brought home for $0.00"),

    // ---- why an image was not made

    /** Command. */
    WAITS_AGAIN("It is paid for once: this waits for it again, for nothing more: %s"),
    /** Command, command. */
    IN_DOUBT("It may have been charged, and is not repeated by itself. If the account shows the task, this brings its"
            + " picture home, with its id in place of ID and for nothing: %s. If it does not, this says so: %s"),
    /** Command. */
    IN_DOUBT_BY_NAME("It may have been charged. This asks for it by the same name, so that it is paid for once: %s"),
    /** US dollars, command. */
    MODERATED("Change its <prompt> in pom.xml. The same once more, for %s at most: %s"),
    /** US dollars, command. */
    NOT_CHARGED("It was not charged. This tries again, for %s at most: %s"),
    /** US dollars, command. */
    CHARGED_AND_LOST("It was charged and is lost. To pay again, %s at most: %s"),
    /** Command, US dollars, command. */
    NOT_THERE(
            "It was accepted, and may have been paid for. This asks for it again, for nothing: %s. If it is lost for good, to pay again, %s at"
                    + " most: %s"),
    /** Ids, command. */
    INTERRUPTED("interrupted. This brings home what was begun (%s), for nothing: %s"),
    INTERRUPTED_EARLY("interrupted before anything was paid"),
    /** Id, reason, command. */
    NOT_STORED("%s: it was made and could not be stored (%s); what was there before is as it was. When that is mended,"
            + " this brings it home, for nothing: %s"),
    /** Number. */
    NOT_BEGUN("%s more were not begun, and not paid"),

    // ---- what was settled

    /** Id, task, command. */
    SETTLED_BY_TASK("%s: task %s is its picture's. This brings it home, for nothing: %s"),
    /** Id, US dollars, command. */
    SETTLED_AS_FREE("%s: it counts as never submitted. This submits it, for %s at most: %s"),

    // ---- why nothing was submitted

    /** US dollars, of it by others, limit. */
    OVER_BUDGET("The budget would be exceeded, so nothing was submitted or paid: %s%s of %s for the whole run"
            + " (flux.maxCost)"),
    /** US dollars. */
    BY_OTHERS(" (%s of it by other modules of this run)"),
    /** Command. */
    ALLOW("Allow it: %s"),
    /** US dollars, command. */
    FEWER("Or make fewer, for %s at most: %s"),
    /** Element, model, command. */
    NO_PRICE("%s: model '%s' has no list price, so that no budget can be kept. Say what one costs, in US dollars, by"
            + " <price> beside its <model>; without a budget it is made by this: %s"),
    NO_ROOM("What is made could not be kept, so nothing was submitted or paid:"),
    /** Command. */
    MAKE_ROOM("Make room, or make fewer at a time, such as one: %s"),
    /** Id. */
    REFRESH_NEEDS_NAMES(
            "flux.mode=refresh pays for images anew: name them, as in -Dflux.only=%s, or say -Dflux.only=* for all"),
    /** Element, value, why, what is allowed instead. */
    ON_THE_COMMAND_LINE("%s '%s' in pom.xml is not allowed%s; allowed is %s on the command line of mvn"),

    // ---- the lock

    /** File, reason, command. */
    UNREADABLE_LOCK(
            "%s cannot be read: %s. Take it from version control again, or move it away: this tells what is found"
                    + " for nothing then, and what would be paid: %s"),
    /** File, command. */
    MERGE_CONFLICT(
            "%s has the marks of a merge conflict. Keep the entries of both sides, and of an image that both have"
                    + " changed either one; this tells what is missing then, and what would be paid: %s"),
    /** File, version. */
    NEWER_LOCK(
            "%s is of version %s, which a newer flux-maven-plugin has written: use that one, and nothing is paid again");

    private final String template;

    Promise(String template) {
        this.template = template;
    }

    String template() {
        return template;
    }

    /** The sentence with these values in it. */
    String says(Object... values) {
        return String.format(Locale.ROOT, template, values);
    }
}
