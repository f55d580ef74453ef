package io.github.camelflux.springboot;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.Refused;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartComponentException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.ResolveEndpointFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says why an application does not start in the sentence that the component has for it, and not in a page of causes. */
final class FluxFailureAnalyzer implements FailureAnalyzer {
    private static final String CHANGE = "Change the route, or the properties that begin with camel.component.flux.";
    private static final String SET_THE_KEY =
            "Set an environment variable, BFL_API_KEY or RUNWARE_API_KEY, or the property camel.component.flux.api-key or"
                    + " camel.component.flux.runware-api-key.";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        List<Throwable> causes = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(100)
                .toList();
        return find(causes, FluxPropertyException.class)
                .map(wrong -> analysis(wrong, wrong.action(), failure))
                .or(() -> isOfRoutes(causes) ? ofRoutes(causes, failure) : Optional.empty())
                .orElse(null);
    }

    private static Optional<FailureAnalysis> ofRoutes(List<Throwable> causes, Throwable failure) {
        return find(causes, FluxException.class)
                .map(wrong -> analysis(wrong, isAboutTheKey(wrong) ? SET_THE_KEY : CHANGE, failure))
                .or(() -> find(causes, ResolveEndpointFailedException.class)
                        .filter(wrong -> wrong.getUri().startsWith("flux:"))
                        .map(wrong -> analysis(wrong.getCause() == null ? wrong : wrong.getCause(), CHANGE, failure)));
    }

    private static boolean isAboutTheKey(FluxException wrong) {
        return wrong instanceof Refused refused && refused.reason() == Refused.Reason.KEY;
    }

    /** Of a message that the application sent when it was started, for one, its trace says more. */
    private static boolean isOfRoutes(List<Throwable> causes) {
        return causes.stream()
                .anyMatch(cause -> cause instanceof FailedToCreateRouteException
                        || cause instanceof FailedToStartRouteException
                        || cause instanceof FailedToStartComponentException);
    }

    private static <T extends Throwable> Optional<T> find(List<Throwable> causes, Class<T> type) {
        return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static FailureAnalysis analysis(Throwable wrong, String action, Throwable failure) {
        return new FailureAnalysis(
                "The flux component cannot be used as it is set. " + wrong.getMessage() + ".", action, failure);
    }
}
