package io.github.camelflux.webhook;

/**
 * What BFL's calls have to carry. Which of both BFL sends is not settled in
 * <a href="https://docs.bfl.ai/api_integration/integration_guidelines">its documents</a>, so that either does by default.
 */
public enum WebhookProof {
    /** One of both at least; whichever is there has to be right. */
    EITHER,
    /** The secret itself, in {@code X-Webhook-Secret}. */
    SECRET,
    /** The HMAC-SHA256 of the body, in {@code X-BFL-Signature}. */
    SIGNATURE,
    /** The secret and the signature. */
    BOTH,
    /** Nothing but the address that a task alone has, as with Runware in any case. */
    ADDRESS;

    boolean holds(Found secret, Found signature) {
        return switch (this) {
            case EITHER ->
                secret != Found.WRONG
                        && signature != Found.WRONG
                        && (secret == Found.RIGHT || signature == Found.RIGHT);
            case SECRET -> secret == Found.RIGHT;
            case SIGNATURE -> signature == Found.RIGHT;
            case ADDRESS -> secret != Found.WRONG && signature != Found.WRONG;
            case BOTH -> secret == Found.RIGHT && signature == Found.RIGHT;
        };
    }

    /** What a header says. */
    enum Found {
        NONE,
        WRONG,
        RIGHT
    }
}
