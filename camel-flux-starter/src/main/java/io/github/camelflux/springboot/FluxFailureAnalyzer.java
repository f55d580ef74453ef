package io.github.camelflux.springboot;

import io.github.camelflux.FluxException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why an application does not start in the sentence that the component has for it, and not in a page of causes. */
final class FluxFailureAnalyzer extends AbstractFailureAnalyzer<FluxException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, FluxException cause) {
        String action =
                cause instanceof FluxException.Refused refused && refused.reason() == FluxException.Refused.Reason.KEY
                        ? "Set an environment variable, BFL_API_KEY or RUNWARE_API_KEY, or the property camel.component.flux.api-key"
                                + " or camel.component.flux.runware-api-key."
                        : "Change the route, or the properties that begin with camel.component.flux.";
        return new FailureAnalysis("A route cannot use FLUX. " + cause.getMessage() + ".", action, rootFailure);
    }
}
