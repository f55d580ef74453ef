package io.github.camelflux.camel;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.slf4j.event.Level;

/**
 * Looks through log lines for what must be in none: a key, the signature of an address, a webhook's secret, a prompt.
 * Lines are looked through when they are logged, and only the first leak of each logger at each level is kept.
 */
final class LogLeaks {
    /** For all tests of this JVM. */
    static final LogLeaks OF_ALL_TESTS = new LogLeaks();

    /** What tests use for webhook secrets begins with this. */
    static final String WEBHOOK_SECRET = "webhook-secret-of-tests";

    private static final Pattern SECRET =
            Pattern.compile("bfl_[A-Za-z0-9]{35}|EMULATORxKEYx|[?&]sig=|" + Pattern.quote(WEBHOOK_SECRET));

    /** Who shows such things by design, and not for us, and up to which level. */
    private static final Map<String, Level> NOT_OURS = Map.ofEntries(
            // Prints whole messages, headers included, and is for tests.
            Map.entry("org.apache.camel.component.mock.MockEndpoint", Level.INFO),
            // Camel Main prints each property that it sets in clear.
            Map.entry("org.apache.camel.main.BaseMainSupport", Level.DEBUG),
            Map.entry("org.apache.camel.main.MainHelper", Level.DEBUG),
            // Camel prints an endpoint's address as it was written, with a key that is in it.
            Map.entry("org.apache.camel.impl.engine.AbstractCamelContext", Level.DEBUG),
            Map.entry("org.apache.camel.support.DefaultComponent", Level.DEBUG),
            Map.entry("org.apache.camel.support.EndpointHelper", Level.DEBUG),
            Map.entry("org.apache.camel.support.management.MixinRequiredModelMBean", Level.DEBUG),
            // Camel prints what it puts in place of a placeholder; a Kamelet's properties are such.
            Map.entry("org.apache.camel.component.properties.DefaultPropertiesParser", Level.DEBUG),
            Map.entry("org.apache.camel.component.properties.DefaultPropertiesLookup", Level.TRACE),
            Map.entry("org.apache.camel.component.properties.PropertiesComponent", Level.DEBUG),
            Map.entry("org.apache.camel.impl.engine.DefaultCamelContextExtension", Level.DEBUG),
            // Camel prints a route's steps as they were written, with the constants in them.
            Map.entry("org.apache.camel.reifier.ProcessorReifier", Level.DEBUG),
            Map.entry("org.apache.camel.impl.engine.DefaultChannel", Level.DEBUG));

    /** Prints the names of tests, and with them their arguments. */
    private static final String TEST_KIT = "org.apache.camel.test.";

    /** A log step says what its route's author has it say; the README's tells which prompt failed. */
    private static final Pattern LOG_STEP = Pattern.compile("route\\d+");

    /** Shorter ones could be in a line by chance. */
    private static final int SHORTEST_PROMPT = 5;

    /** In others' lines, which name steps and tests, so could a prompt of a word or two. */
    private static final Pattern SENTENCE = Pattern.compile("\\S+\\s+\\S+\\s+\\S.*", Pattern.DOTALL);

    private final Set<String> prompts = ConcurrentHashMap.newKeySet();
    private final Set<String> sentences = ConcurrentHashMap.newKeySet();
    private final Map<String, String> leaks = new ConcurrentHashMap<>();
    private final LongAdder lines = new LongAdder();

    /** Forbids each text that a route sends to a flux endpoint, from before it is sent. */
    void forbidPromptsOf(CamelContext context) {
        context.getCamelContextExtension()
                .addInterceptStrategy((camel, step, target, next) ->
                        step.getLabel().contains("[flux:") ? forbiddingPrompts(target) : target);
    }

    private Processor forbiddingPrompts(Processor target) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                forbidPromptOf(exchange);
                return super.process(exchange, callback);
            }
        };
    }

    private void forbidPromptOf(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof String prompt) {
            forbid(prompt);
        }
        if (exchange.getMessage().getHeader(FluxConstants.PROMPT) instanceof String prompt) {
            forbid(prompt);
        }
    }

    void forbid(String prompt) {
        if (prompt.strip().length() >= SHORTEST_PROMPT) {
            prompts.add(prompt.strip());
            if (SENTENCE.matcher(prompt.strip()).matches()) {
                sentences.add(prompt.strip());
            }
        }
    }

    void check(String logger, Level level, String line) {
        lines.increment();
        boolean leaks = SECRET.matcher(line).find() || hasPrompt(logger, line);
        if (leaks && !isNotOurs(logger, level)) {
            this.leaks.putIfAbsent(logger + " at " + level, line);
        }
    }

    static boolean isNotOurs(String logger, Level level) {
        Level upTo = NOT_OURS.get(logger);
        return upTo != null && level.toInt() <= upTo.toInt()
                || logger.startsWith(TEST_KIT)
                || LOG_STEP.matcher(logger).matches();
    }

    private boolean hasPrompt(String logger, String line) {
        // Most lines are others': what cannot be in them is not looked for.
        Set<String> forbidden = logger.startsWith("io.github.camelflux.") ? prompts : sentences;
        for (String prompt : forbidden) {
            if (line.contains(prompt)) {
                return true;
            }
        }
        return false;
    }

    List<String> found() {
        return leaks.entrySet().stream()
                .map(leak -> leak.getKey() + ": " + leak.getValue())
                .toList();
    }

    long lines() {
        return lines.sum();
    }
}
