package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The page's recipe for errors, for each pair of failures, one after the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorRecipeTest {
    private final CamelContext context = new DefaultCamelContext();
    private final List<FluxException> failures = new ArrayList<>();
    private int attempts;

    static Stream<FluxException> all() {
        TaskContext none = TaskContext.NONE;
        return Stream.of(
                new InvalidRequest("no", List.of(), none),
                new Refused(Refused.Reason.CREDITS, "no", none),
                new Throttled("later", null, none),
                new NotSent("unreachable", none, null),
                new InDoubt("perhaps", none, null),
                new Moderated(new TaskStatus.Moderated(TaskStatus.Stage.CONTENT, List.of("Violence"), null), none),
                new GenerationFailed(GenerationFailed.Reason.ERROR, "failed", none, null),
                new TimedOut("too long", none),
                new Untrusted("elsewhere", null, none, null));
    }

    static Stream<Arguments> pairs() {
        return all().flatMap(first -> all().map(second -> Arguments.of(first, second)));
    }

    @BeforeAll
    void start() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                // As on the page, but for where they lead.
                onException(FluxException.Moderated.class).handled(true).setBody(constant("rephrased"));
                onException(FluxException.TimedOut.class)
                        .maximumRedeliveries(3)
                        .redeliveryDelay(1)
                        .asyncDelayedRedelivery();
                onException(FluxException.class).handled(true).setBody(constant("failed"));

                from("direct:prompt").process(ErrorRecipeTest.this::image);
            }
        });
        context.start();
    }

    @AfterAll
    void stop() {
        context.stop();
    }

    private void image(Exchange exchange) throws FluxException {
        if (attempts++ < failures.size()) {
            throw failures.get(attempts - 1);
        }
        exchange.getMessage().setBody("image");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void onlyATimeoutIsSentAgainWhateverFailedBefore(FluxException first, FluxException second) throws Exception {
        attempts = 0;
        failures.clear();
        failures.addAll(List.of(first, second));

        Object end;
        try (var template = context.createProducerTemplate()) {
            end = template.requestBody("direct:prompt", "A fox");
        }

        boolean again = first instanceof TimedOut;
        boolean onceMore = again && second instanceof TimedOut;
        FluxException last = again ? second : first;
        assertThat(attempts).isEqualTo(onceMore ? 3 : again ? 2 : 1);
        assertThat(end).isEqualTo(onceMore ? "image" : last instanceof Moderated ? "rephrased" : "failed");
    }
}
