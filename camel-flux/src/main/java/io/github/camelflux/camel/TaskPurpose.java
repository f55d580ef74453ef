package io.github.camelflux.camel;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.RequestDigest;

/** What a task is for: another endpoint or another picture is another task. */
record TaskPurpose(String endpoint, RequestDigest digest) {
    static TaskPurpose of(EndpointPlan plan, ImageRequest request) {
        return new TaskPurpose(plan.endpoint(), RequestDigest.of(request));
    }

    /** Whether it is the same picture at another endpoint. */
    boolean isElsewhere(TaskPurpose other) {
        return digest.equals(other.digest) && !equals(other);
    }

    /** Leaves out the endpoint's address, which can hold its key. */
    @Override
    public String toString() {
        return digest.value();
    }
}
