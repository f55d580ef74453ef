package io.github.camelflux.camel;

/** What a producer does with a message; in lower case, as it is written in an endpoint's address. */
public enum FluxOperation {
    /** Submits a request, waits for its image and brings it home. */
    generate,
    /** Submits a request and answers with the task's ticket at once. */
    submit,
    /** Waits for the task of the ticket in the message, and brings its image home. */
    await,
    /** Asks once how the task of the ticket in the message is doing. */
    status;

    boolean beginsTask() {
        return this == generate || this == submit;
    }

    boolean bringsImage() {
        return this == generate || this == await;
    }
}
