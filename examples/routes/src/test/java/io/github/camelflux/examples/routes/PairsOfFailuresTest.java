package io.github.camelflux.examples.routes;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.github.camelflux.emulator.FluxEmulator;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of a prompt whose image fails in one way, and in another when it is sent into the step again: Camel up to 4.22
 * goes on with the first failure's policy where the second has none.
 */
class PairsOfFailuresTest {
    private static final Set<String> SENT_AGAIN = Set.of("NotSent", "Throttled", "TimedOut");

    @TempDir
    Path folder;

    private static Map<String, Exception> failures() {
        TaskContext none = TaskContext.NONE;
        Map<String, Exception> failures = new TreeMap<>();
        Stream.of(
                        new InvalidRequest("no", List.of(), none),
                        new Refused(Refused.Reason.CREDITS, "no", none),
                        new Throttled("later", null, none),
                        new NotSent("unreachable", none, null),
                        new InDoubt("perhaps", none, null),
                        new Moderated(
                                new TaskStatus.Moderated(TaskStatus.Stage.CONTENT, List.of("Violence"), null), none),
                        new GenerationFailed(GenerationFailed.Reason.ERROR, "failed", none, null),
                        new TimedOut("too long", none),
                        new Untrusted("elsewhere", null, none, null),
                        new IllegalStateException("ours"))
                .forEach(failure -> failures.put(failure.getClass().getSimpleName(), failure));
        return failures;
    }

    @ParameterizedTest
    @ValueSource(strings = {"images.java", "review.java"})
    void onlyWhatMayBeSentAgainIsWhateverFailedBefore(String route) throws Exception {
        assertThat(endsOf(route)).isEqualTo(expected(route));
    }

    @ParameterizedTest
    @ValueSource(strings = {"images.xml", "images.yaml", "review.xml", "review.yaml", "upload.java"})
    @Tag("full")
    void onlyWhatMayBeSentAgainIsWhateverFailedBeforeInEachLanguage(String route) throws Exception {
        assertThat(endsOf(route)).isEqualTo(expected(route));
    }

    /** How often each pair was sent into the step, and where its prompt or its image ended. */
    private static Map<String, String> expected(String route) {
        Map<String, String> ends = new TreeMap<>();
        for (String first : failures().keySet()) {
            for (String second : failures().keySet()) {
                boolean again = !route.startsWith("upload") && SENT_AGAIN.contains(first);
                boolean oncemore = again && SENT_AGAIN.contains(second);
                String last = again ? second : first;
                ends.put(first + " " + second, oncemore ? "3 images" : (again ? 2 : 1) + " " + directory(route, last));
            }
        }
        return ends;
    }

    private static String directory(String route, String failure) {
        boolean reviewed = route.startsWith("review");
        return switch (failure) {
            case "Moderated" -> reviewed ? "review" : "prompts/.failed";
            case "InDoubt" -> reviewed ? "held" : "prompts/.failed";
            default -> "prompts/.failed";
        };
    }

    private Map<String, String> endsOf(String route) throws Exception {
        Path work = folder.resolve(route.replaceFirst("[.].*", "")).resolve("emulator");
        Files.createDirectories(work.resolve("prompts"));
        for (String pair : expected(route).keySet()) {
            Files.writeString(work.resolve("prompts/" + pair + ".txt"), pair);
        }
        Map<String, Integer> attempts = new ConcurrentHashMap<>();
        run(route, exchange -> {
            String pair = exchange.getMessage().getBody(String.class);
            int attempt = attempts.merge(pair, 1, Integer::sum);
            if (attempt <= 2) {
                throw failures().get(pair.split(" ")[attempt - 1]);
            }
        });

        Map<String, String> ends = new TreeMap<>();
        for (String directory : List.of("images", "prompts/.failed", "review", "held")) {
            for (String pair : expected(route).keySet()) {
                if (Stream.of(".txt", ".jpg")
                        .anyMatch(ending -> Files.exists(work.resolve(directory).resolve(pair + ending)))) {
                    ends.merge(pair, attempts.get(pair) + " " + directory, (one, other) -> one + " and " + other);
                }
            }
        }
        return ends;
    }

    private void run(String route, Processor image) throws Exception {
        Routes routes = new Routes(
                new PrintStream(PrintStream.nullOutputStream()),
                route,
                folder,
                folder,
                Map.of("retryDelay", "1", "store", "http://localhost:9/store"));
        try (FluxEmulator emulator = FluxEmulator.builder().start()) {
            Main main = routes.on(emulator);
            main.addMainListener(new MainListenerSupport() {
                @Override
                public void beforeConfigure(BaseMainSupport configured) {
                    CamelContext context = configured.getCamelContext();
                    context.getCamelContextExtension()
                            .registerEndpointCallback((uri, endpoint) ->
                                    uri.startsWith("flux:") ? new Scripted(endpoint, image) : endpoint);
                }
            });
            main.init();
            NotifyBuilder done = new NotifyBuilder(main.getCamelContext())
                    .fromRoute("*")
                    .whenDone(expected(route).size())
                    .create();
            main.start();
            assertThat(done.matches(60, TimeUnit.SECONDS)).isTrue();
            main.stop();
        }
    }

    /** In place of the component's endpoint. */
    private static final class Scripted extends DefaultEndpoint {
        private final Processor image;

        Scripted(Endpoint endpoint, Processor image) {
            super(endpoint.getEndpointUri(), null);
            setCamelContext(endpoint.getCamelContext());
            this.image = image;
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) throws Exception {
                    image.process(exchange);
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException();
        }
    }
}
