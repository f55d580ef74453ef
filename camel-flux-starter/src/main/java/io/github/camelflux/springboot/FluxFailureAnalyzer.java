package io.github.camelflux.springboot;

import io.github.camelflux.FluxException;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartComponentException;
import org.apache.camel.FailedToStartRouteException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why an application does not start in the sentence that the component has for it, and not in a page of causes. */
final class FluxFailureAnalyzer extends AbstractFailureAnalyzer<FluxException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, FluxException cause) {
        if (!isOfRoutes(rootFailure)) {
            // Of a message that the application sent when it was started, for one: its trace says more.
            return null;
        }
        String action =
                cause instanceof FluxException.Refused refused && refused.reason() == FluxException.Refused.Reason.KEY
                        ? "Set an environment variable, BFL_API_KEY or RUNWARE_API_KEY, or the property camel.component.flux.api-key"
                                + " or camel.component.flux.runware-api-key."
                        : "Change the route, or the properties that begin with camel.component.flux.";
        return new FailureAnalysis("A route cannot use FLUX. " + cause.getMessage() + ".", action, rootFailure);
    }

    private static boolean isOfRoutes(Throwable rootFailure) {
        return Stream.iterate(rootFailure, failure -> failure != null, Throwable::getCause)
                .anyMatch(failure -> failure instanceof FailedToCreateRouteException
                        || failure instanceof FailedToStartRouteException
                        || failure instanceof FailedToStartComponentException);
    }
}
