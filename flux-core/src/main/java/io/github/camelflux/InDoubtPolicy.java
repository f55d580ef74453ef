package io.github.camelflux;

/**
 * What becomes of a submit whose outcome stays unknown, where the provider names the tasks and cannot be asked whether
 * it has one: at BFL. Tasks that are named by the client are looked for and submitted again by the same name instead.
 */
public enum InDoubtPolicy {
    /** It is kept for somebody to settle; until then its task key is submitted by nobody. */
    HOLD,
    /** It is given up: its task key is never submitted again, and nobody is asked to settle it. */
    FAIL,
    /** It is submitted once more, which can cost a second time, and kept if that ends in doubt too. */
    RESUBMIT
}
