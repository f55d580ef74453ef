package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.github.camelflux.FluxException.InvalidRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** A mistyped option is named, wherever it is written, and its value shown nowhere. */
@Isolated("Camel has one list of words to mask for the JVM")
class UnknownOptionsTest {
    private static final String MARK = "key-for-nobodys-eyes";

    private final Lines lines = new Lines();
    private final Map<String, ch.qos.logback.classic.Level> levels = new HashMap<>();

    UnknownOptionsTest() {
        List.of("org.apache.camel", "org.apache.camel.impl.engine").forEach(name -> levels.put(name, null));
    }

    private static final class Lines extends UnsynchronizedAppenderBase<ILoggingEvent> {
        private final Queue<String> marked = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            String text = event.getFormattedMessage()
                    + Arrays.deepToString(event.getArgumentArray())
                    + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
            if (text.contains(MARK)
                    && !LogLeaks.isNotOurs(
                            event.getLoggerName(),
                            Level.valueOf(event.getLevel().toString()))) {
                marked.add(event.getLoggerName() + " " + event.getLevel() + ": " + text);
            }
        }
    }

    /** A place in which an address is written. */
    private enum Place {
        JAVA,
        CHOICE,
        CONSUMER,
        COMPUTED,
        TEMPLATE,
        ENRICHER,
        XML,
        YAML
    }

    @BeforeEach
    void listen() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        lines.setContext(context);
        lines.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(lines);
        // A route that Camel prints at DEBUG keeps that text, from before it is told what to mask.
        levels.keySet().forEach(name -> levels.put(name, context.getLogger(name).getLevel()));
        levels.keySet().forEach(name -> context.getLogger(name).setLevel(ch.qos.logback.classic.Level.INFO));
    }

    @AfterEach
    void stopListening() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        levels.forEach((name, level) -> context.getLogger(name).setLevel(level));
        context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(lines);
    }

    private static List<String> names() {
        return List.of(
                "bflApiKey",
                "apiKye",
                "api-kye",
                "apikye",
                "runwareKye",
                "key",
                "auth-key",
                "webhookSecert",
                "uploadEndpiont",
                "component.apiKye",
                "nothing-like-it");
    }

    /** Not all of a newer Camel's languages are published. */
    private static boolean isRead(Place place) {
        String marker = "META-INF/services/org/apache/camel/routes-loader-"
                + place.name().toLowerCase(Locale.ROOT);
        boolean isFile = place == Place.XML || place == Place.YAML;
        return !isFile
                || System.getProperty("camel.version") == null
                || UnknownOptionsTest.class.getClassLoader().getResource(marker) != null;
    }

    private static Stream<List<String>> kinds() {
        return Arrays.stream(Place.values())
                .filter(UnknownOptionsTest::isRead)
                .flatMap(place -> names().stream().map(name -> List.of(place.name(), name)));
    }

    private static RouteBuilder routes(Place place, String query) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                switch (place) {
                    case CHOICE ->
                        from("direct:a")
                                .choice()
                                .when(body().isNotNull())
                                .to("flux:ultra?" + query)
                                .end();
                    case CONSUMER -> from("flux:completed?" + query).to("log:a");
                    case COMPUTED -> from("direct:a").toD("flux:ultra?taskKey=${body}&" + query);
                    case ENRICHER -> from("direct:a").enrich("flux:ultra?" + query);
                    case TEMPLATE -> from("direct:a").to("log:a");
                    default -> from("direct:a").to("flux:ultra?" + query);
                }
            }
        };
    }

    private static void load(CamelContext context, String name, String text) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(name, text));
    }

    /** All that there is to go wrong, up to a message. */
    private static Throwable failure(CamelContext context, Place place, String query) {
        return catchThrowable(() -> {
            switch (place) {
                case XML ->
                    load(
                            context,
                            "a.xml",
                            "<route><from uri=\"direct:a\"/><to uri=\"flux:ultra?" + query.replace("&", "&amp;")
                                    + "\"/></route>");
                case YAML ->
                    load(
                            context,
                            "a.yaml",
                            "- from:\n    uri: direct:a\n    steps:\n    - to:\n        uri: flux:ultra\n        parameters:\n"
                                    + Arrays.stream(query.split("&"))
                                            .map(option -> "          " + option.replace("=", ": \"") + "\"\n")
                                            .collect(Collectors.joining()));
                default -> context.addRoutes(routes(place, query));
            }
            context.start();
            context.createProducerTemplate()
                    .sendBody(place == Place.TEMPLATE ? "flux:ultra?" + query : "direct:a", "A fox");
        });
    }

    private static String stackTrace(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static InvalidRequest refusal(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(InvalidRequest.class::isInstance)
                .map(InvalidRequest.class::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No refusal", failure));
    }

    /** In whichever spelling: Camel reads a name in YAML as one in camel case. */
    private void assertThatOnlyTheNameIsShown(Throwable failure, String name) {
        assertThat(refusal(failure).getMessage().replace("-", ""))
                .containsIgnoringCase("no option " + name.replace("-", ""));
        assertThat(stackTrace(failure)).contains("has no option").doesNotContain(MARK);
        assertThat(lines.marked).isEmpty();
    }

    private static CamelContext context() {
        CamelContext context = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.setProperty("app.key", MARK);
        context.getPropertiesComponent().setInitialProperties(properties);
        return context;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void showNoValue(List<String> kind) throws Exception {
        try (CamelContext context = context()) {
            Throwable failure = failure(context, Place.valueOf(kind.get(0)), kind.get(1) + "=" + MARK);

            assertThatOnlyTheNameIsShown(failure, kind.get(1));
        }
    }

    /** With all that an address can have besides, and a model that there is not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nosuch=1&apiKye=",
                "apiKey=any&raw=true&bflKey=",
                "timeout=long&operation=guess&apiKye=",
                "aspectRatoi=1:1&webhook-secert="
            })
    void showNoValueBesideOtherMistakes(String query) throws Exception {
        for (String model : List.of("flux:ultra?", "flux:utlra?")) {
            try (CamelContext context = new DefaultCamelContext()) {
                Throwable failure = catchThrowable(() -> context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:a").to(model + query + MARK);
                    }
                }));
                Throwable started = failure == null ? catchThrowable(context::start) : failure;

                assertThat(stackTrace(started)).contains("no option").doesNotContain(MARK);
                assertThat(lines.marked).isEmpty();
            }
        }
    }

    @Test
    void showNoValueOfSeveralInAnAddressThatIsComputed() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.start();
            Throwable failure = catchThrowable(() -> context.createProducerTemplate()
                    .sendBody("flux:ultra?apiKye=" + MARK + "&runwareKye=" + MARK, "A fox"));

            assertThat(refusal(failure)).hasMessageContainingAll("apiKye", "runwareKye");
            assertThat(stackTrace(failure)).doesNotContain(MARK);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void showNoValueOfAPlaceholder(List<String> kind) throws Exception {
        try (CamelContext context = context()) {
            Throwable failure =
                    failure(context, Place.valueOf(kind.get(0)), "raw=true&" + kind.get(1) + "={{app.key}}");

            assertThatOnlyTheNameIsShown(failure, kind.get(1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bflApiKey, apiKey",
        "apiKye, apiKey",
        "api_key, apiKey",
        "runwareKey, runwareApiKey",
        "aspectRatoi, aspectRatio",
        "sede, seed",
        "timeOutt, timeout"
    })
    void areToldWithTheNearestThatThereIs(String name, String near) throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            assertThat(refusal(failure(context, Place.JAVA, name + "=1")))
                    .hasMessage("The endpoint has no option " + name + "; " + near + " is near");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch", "component.baseUrl", "x"})
    void areToldWithWhereTheyAreListedWhereNoneIsNear(String name) throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            assertThat(refusal(failure(context, Place.JAVA, name + "=1")))
                    .hasMessageStartingWith("The endpoint has no option " + name + "; docs/component.md");
        }
    }

    /** Camel's own way to be told options, in each spelling that it takes. */
    @Test
    void areNoneOfThoseThatThereAre() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            UnknownOptions options = UnknownOptions.ofEndpoints(context);
            for (String name : List.of("apiKey", "api-key", "APIKEY", "webhook-secret", "exchangePattern", "raw")) {
                assertThat(options.among(Map.of(name, "1"))).isEmpty();
            }
            assertThat(context.getEndpoint("flux:ultra?api-key=any&TIMEOUT=2m&lazyStartProducer=true"))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"apiKye", "bflApiKey", "api-kye", "APIKYE", "key", "timeuot"})
    void ofTheComponentInCamelMainShowNoValueEither(String name) throws Exception {
        Main main = new Main();
        Properties properties = new Properties();
        properties.setProperty("camel.component.flux." + name, MARK);
        main.setOverrideProperties(properties);
        main.configure().addRoutesBuilder(routes(Place.JAVA, "raw=true"));
        try {
            assertThatOnlyTheNameIsShown(catchThrowable(main::start), name);
        } finally {
            main.stop();
        }
    }

    @Test
    void ofTheComponentInCamelMainAreToldWithTheNearest() throws Exception {
        Main main = new Main();
        main.addInitialProperty("camel.component.flux.max-csot", "5.00");
        main.configure().addRoutesBuilder(routes(Place.JAVA, "raw=true"));
        try {
            assertThat(refusal(catchThrowable(main::start)))
                    .hasMessage("The component has no option max-csot; maxCost is near");
        } finally {
            main.stop();
        }
    }
}
