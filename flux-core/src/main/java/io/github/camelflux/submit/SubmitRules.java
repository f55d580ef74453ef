package io.github.camelflux.submit;

import io.github.camelflux.InDoubtPolicy;
import io.github.camelflux.journal.TaskState.Stage;

/**
 * The rules of paying once: what follows from what is known about a task that somebody wants submitted.
 *
 * <p>They are two questions. {@link #onClaim} tells what to do about a task as the journal has it; {@link #onAttempt} tells
 * how an attempt to submit it goes on. Neither waits, asks or stores anything: who does is {@link Submission} and
 * {@link SubmitAttempt}, which decide nothing. The submit of a provider that lets us choose the task's name may be sent
 * again by the same name, which makes one task of all of them; any other is sent once.
 */
final class SubmitRules {
    /** How often a named submit is sent again after its answer was lost. */
    static final int MOST_LOST_ANSWERS = 4;

    private SubmitRules() {}

    /** By which name a task is known to have been submitted, and whose account that name belongs to. */
    enum Name {
        /** None that we have chosen: what was sent once may not be sent again. */
        NONE,
        OURS,
        /** Its task is not found with this account, which would be charged for one. */
        ANOTHERS;

        static Name of(boolean isNamed, boolean isSameAccount) {
            if (!isNamed) {
                return NONE;
            }
            return isSameAccount ? OURS : ANOTHERS;
        }
    }

    // ---- the task as the journal has it

    /**
     * A task as it is found.
     *
     * @param isSameRequest whether it is about the picture that is asked for
     * @param isSameProvider whether it is at the provider that is asked
     * @param isOrphaned whether nobody alive holds it
     * @param wasReleased whether it was submitted anew after a doubt before, which may have cost twice
     * @param isInTime whether there is time left to wait for others
     */
    record Found(
            Stage stage,
            Name name,
            boolean isSameRequest,
            boolean isSameProvider,
            boolean isOrphaned,
            boolean wasReleased,
            boolean isInTime) {}

    /**
     * What has been tried about it since it was claimed.
     *
     * @param isImported whether what others could not record has been looked for, and nothing was there
     * @param isOwnDoubt whether it is in doubt since an attempt of this very request
     * @param policy what is still to be done about a doubt; {@link InDoubtPolicy#HOLD} when that was tried
     */
    record Tried(boolean isImported, boolean isOwnDoubt, InDoubtPolicy policy) {
        static Tried nothing(InDoubtPolicy policy) {
            return new Tried(false, false, policy);
        }

        /** Nobody knows more of it than this request, which has just been refused, or was not answered. */
        static Tried anAttempt(InDoubtPolicy policy) {
            return new Tried(true, true, policy);
        }

        /** Nothing was there to import. */
        Tried andImport() {
            return new Tried(true, isOwnDoubt, policy);
        }

        /** The policy has had its say, and whoever has changed the task meanwhile theirs. */
        Tried andPolicy() {
            return new Tried(isImported, isOwnDoubt, InDoubtPolicy.HOLD);
        }
    }

    /** What to do about a task that is found. */
    enum OnClaim {
        /** The provider has it: wait for it, or take what it has become. */
        RESUME,
        /** Begin an attempt, which for a task that was named before begins by looking for it. */
        ATTEMPT,
        /** Somebody alive is at it: look again after a while. */
        JOIN,
        /** See first whether the process that had it has left a file that knows more than the journal. */
        IMPORT,
        /** Take it over from a process that has ended, and doubt what that was doing. */
        ACQUIRE,
        /** Declare the doubt settled as one that nobody will settle. */
        GIVE_UP,
        /** Declare the doubt settled as a task that was never made. */
        RELEASE,
        REFUSE_AS_ANOTHER_REQUEST,
        REFUSE_AS_ELSEWHERE,
        REFUSE_AS_UNDER_WAY,
        REFUSE_AS_IN_DOUBT,
        REFUSE_AS_GIVEN_UP
    }

    /** What to do about a task as the journal has it. */
    static OnClaim onClaim(Found task, Tried tried) {
        boolean isNew = task.stage == Stage.INTENT && task.name == Name.NONE;
        if (!isNew && !task.isSameRequest) {
            return OnClaim.REFUSE_AS_ANOTHER_REQUEST;
        }
        // Images that are here are anybody's, whoever made them.
        if (!isNew && !task.isSameProvider && task.stage != Stage.STORED) {
            return OnClaim.REFUSE_AS_ELSEWHERE;
        }
        return switch (task.stage) {
            case INTENT -> OnClaim.ATTEMPT;
            case SUBMITTING -> onSubmitting(task, tried);
            case IN_DOUBT -> tried.isImported ? onDoubt(task, tried) : OnClaim.IMPORT;
            case GIVEN_UP -> tried.isImported ? OnClaim.REFUSE_AS_GIVEN_UP : OnClaim.IMPORT;
            case ACCEPTED, ENDED, STORED -> OnClaim.RESUME;
        };
    }

    private static OnClaim onSubmitting(Found task, Tried tried) {
        if (!task.isOrphaned) {
            return task.isInTime ? OnClaim.JOIN : OnClaim.REFUSE_AS_UNDER_WAY;
        }
        return tried.isImported ? OnClaim.ACQUIRE : OnClaim.IMPORT;
    }

    private static OnClaim onDoubt(Found task, Tried tried) {
        OnClaim step = onPolicy(tried.policy, task.name != Name.NONE, task.wasReleased);
        return step == OnClaim.ATTEMPT && tried.isOwnDoubt ? OnClaim.REFUSE_AS_IN_DOUBT : step;
    }

    /**
     * What a policy makes of a doubt. It has no say about a task that we have named: that can be found out, and an attempt
     * by the same name does.
     */
    static OnClaim onPolicy(InDoubtPolicy policy, boolean isNamed, boolean wasReleased) {
        if (isNamed) {
            return OnClaim.ATTEMPT;
        }
        return switch (policy) {
            case HOLD -> OnClaim.REFUSE_AS_IN_DOUBT;
            case FAIL -> OnClaim.GIVE_UP;
            // Once: whoever is not heard twice in a row is not paid a third time.
            case RESUBMIT -> wasReleased ? OnClaim.REFUSE_AS_IN_DOUBT : OnClaim.RELEASE;
        };
    }

    // ---- an attempt to submit

    /** What the provider said when it was asked for the task by its name. */
    enum LookUp {
        NOT_ASKED,
        THERE,
        /** As far as the provider says; while a task runs, it refuses its name to another all the same. */
        NOT_THERE,
        UNANSWERED
    }

    /** What a call has come to, as far as money is concerned. */
    enum Call {
        NONE_YET,
        /** Something before the POST did not work: a slot, the budget, room for the image, the latch. */
        NOT_MADE,
        /** Provably nothing reached the provider. */
        NOT_SENT,
        ACCEPTED,
        /** Provably no task, and no other answer the next time. */
        REJECTED,
        /** Provably no task, and perhaps one later. */
        THROTTLED,
        /** Anything else. */
        UNCLEAR
    }

    /**
     * An attempt as it stands.
     *
     * @param wasSentBefore whether the task had been submitted when the attempt began, and may have been accepted
     * @param name by which the task was submitted before, or may have been
     * @param isNamed whether this attempt's submit carries a name
     * @param lostAnswers how many of its submits may have been accepted without anybody having heard
     * @param isLatched whether its latch is set
     * @param isAlive whether this process has counted as alive since its latch was set
     * @param isWanted whether somebody still waits for it
     * @param isOpen whether the client takes requests
     * @param isInTime whether the wait that a throttled submit asks for fits into the time that is left
     */
    record Attempt(
            boolean wasSentBefore,
            Name name,
            boolean isNamed,
            LookUp lookUp,
            Call call,
            int lostAnswers,
            boolean isLatched,
            boolean isAlive,
            boolean isWanted,
            boolean isOpen,
            boolean isInTime) {

        /** Whether a submit may have been accepted, so that no refusal of a later one says anything. */
        boolean maybePaid() {
            return wasSentBefore || lostAnswers > 0;
        }
    }

    /** How an attempt goes on. */
    enum OnAttempt {
        /** Ask the provider for the task by its name. */
        LOOK_UP,
        /** Prove that there is room, and set the latch. */
        LATCH,
        POST,
        /** Wait, and go on as if the attempt began now. */
        WAIT,
        ACCEPT,
        /** The task is an intent again, and the attempt fails. */
        WITHDRAW,
        /** The task is an intent again if nobody else has taken it, and is claimed again. */
        START_OVER,
        /** The task is in doubt. */
        DOUBT
    }

    /** How an attempt goes on. */
    static OnAttempt onAttempt(Attempt attempt) {
        OnAttempt refused = attempt.maybePaid() ? OnAttempt.DOUBT : OnAttempt.WITHDRAW;
        return switch (attempt.call) {
            case NONE_YET -> beforeThePost(attempt, refused);
            case ACCEPTED -> OnAttempt.ACCEPT;
            case NOT_MADE, REJECTED -> refused;
            case THROTTLED -> attempt.isInTime ? OnAttempt.WAIT : refused;
            case NOT_SENT -> attempt.maybePaid() ? unclear(attempt) : notSent(attempt);
            case UNCLEAR -> unclear(attempt);
        };
    }

    private static OnAttempt beforeThePost(Attempt attempt, OnAttempt refused) {
        // What may have been paid for is found out even if its caller has gone.
        if (!attempt.isOpen || (!attempt.isWanted && !attempt.maybePaid())) {
            return refused;
        }
        if (attempt.isLatched) {
            return OnAttempt.POST;
        }
        if (attempt.name == Name.NONE) {
            return OnAttempt.LATCH;
        }
        return switch (attempt.lookUp) {
            case NOT_ASKED -> OnAttempt.LOOK_UP;
            case THERE -> OnAttempt.ACCEPT;
            case NOT_THERE, UNANSWERED -> attempt.name == Name.OURS ? OnAttempt.LATCH : refused;
        };
    }

    /** What was not sent by a process that did not count as alive may be somebody else's by now. */
    private static OnAttempt notSent(Attempt attempt) {
        return attempt.isAlive ? OnAttempt.WITHDRAW : OnAttempt.START_OVER;
    }

    private static OnAttempt unclear(Attempt attempt) {
        return attempt.isNamed && attempt.lostAnswers < MOST_LOST_ANSWERS ? OnAttempt.WAIT : OnAttempt.DOUBT;
    }
}
