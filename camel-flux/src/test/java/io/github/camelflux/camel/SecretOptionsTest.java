package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.util.SensitiveUtils;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * No option that is secret is shown where Camel prints options. The options are the metadata's, so that a new one is
 * among them.
 */
class SecretOptionsTest {
    /** What an option needs beside it to be one that can be used. */
    private static final Map<String, String> BESIDE = Map.of(
            "webhookSecret", "&webhookUrl=https://example.com/done",
            "uploadEndpoint", "&provider=runware",
            "runwareApiKey", "&provider=runware");

    /** They print routes as somebody has written them: what is secret is better a bean or a placeholder there. */
    private static final Set<String> AS_WRITTEN = Set.of("route-dump", "route-structure", "processor-detail");

    /** It writes a file of everything. */
    private static final String HEAP_DUMP = "heap-dump";

    private static final String MARK = "value-for-nobodys-eyes";

    private final Lines lines = new Lines();

    private record Line(String logger, Level level, String text) {}

    /** What anybody logs while this test runs; other classes' lines do not have this one's mark. */
    private static final class Lines extends UnsynchronizedAppenderBase<ILoggingEvent> {
        private final Queue<Line> marked = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            String text = event.getFormattedMessage() + Arrays.deepToString(event.getArgumentArray());
            if (text.contains(MARK)) {
                marked.add(new Line(
                        event.getLoggerName(), Level.valueOf(event.getLevel().toString()), text));
            }
        }
    }

    @BeforeEach
    void listen() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        lines.setContext(context);
        lines.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .detachAppender(lines);
    }

    private void assertThatNothingWasLoggedButByCamelForDebugging() {
        assertThat(lines.marked)
                .filteredOn(line -> !LogLeaks.isNotOurs(line.logger(), line.level()))
                .isEmpty();
    }

    private static Map<String, String> secrets(String group) throws Exception {
        Map<String, String> secrets = new TreeMap<>();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            JsonObject catalog = (JsonObject) Jsoner.deserialize(context.getComponentParameterJsonSchema("flux"));
            Map<String, Map<String, Object>> options = catalog.getMap(group);
            options.forEach((name, option) -> {
                if (Boolean.TRUE.equals(option.get("secret"))) {
                    secrets.put(name, "https://example.com/" + MARK);
                }
            });
        }
        assertThat(secrets).containsKeys("apiKey", "runwareApiKey");
        return secrets;
    }

    private static String address(String option, String value) {
        String beside = BESIDE.entrySet().stream()
                .filter(each -> option.equals(each.getKey()) || option.equals(withDashes(each.getKey())))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
        return "flux:ultra?" + option + "=" + value + beside;
    }

    private static String withDashes(String option) {
        return option.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private static String allTogether(Map<String, String> secrets) {
        StringBuilder address = new StringBuilder("flux:ultra?timeout=2m");
        secrets.forEach(
                (name, value) -> address.append('&').append(name).append('=').append(value));
        return address.toString();
    }

    @Test
    void areMaskedInTheSummariesOfCamelMain() throws Exception {
        Main main = new Main();
        Properties properties = new Properties();
        secrets("componentProperties").forEach((name, value) -> {
            properties.setProperty("camel.component.flux." + name, value);
            properties.setProperty("camel.component.flux." + withDashes(name), value);
        });
        Map<String, String> ofEndpoints = secrets("properties");
        ofEndpoints.forEach((name, value) -> properties.setProperty("app." + name, value));
        main.setOverrideProperties(properties);
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                ofEndpoints.forEach((name, value) -> from("direct:" + name).to(address(name, "{{app." + name + "}}")));
            }
        });
        try {
            main.start();
        } finally {
            main.stop();
        }

        assertThat(lines.marked).isNotEmpty();
        assertThatNothingWasLoggedButByCamelForDebugging();
    }

    @Test
    void areMaskedWhereverAnEndpointIsShown() throws Exception {
        Map<String, String> secrets = secrets("properties");
        try (CamelContext context = new DefaultCamelContext()) {
            FluxComponent component = context.getComponent("flux", FluxComponent.class);
            component.setApiKey("https://example.com/" + MARK);
            component.setRunwareApiKey("https://example.com/" + MARK);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    secrets.forEach((name, value) -> {
                        from("direct:plain-" + name).to(address(name, value));
                        from("direct:raw-" + name).to(address(name, "RAW(" + value + ")"));
                        from("direct:braces-" + name).to(address(name, "RAW{https://example.com/?a=b&c=" + MARK + "}"));
                        from("direct:dashes-" + name).to(address(withDashes(name), value));
                    });
                }
            });
            context.start();
            Map<String, String> consoles = consoles(context);

            assertSoftly(softly -> {
                context.getEndpoints()
                        .forEach(endpoint -> softly.assertThat(endpoint.toString())
                                .as("toString")
                                .doesNotContain(MARK));
                secrets.forEach((name, value) -> softly.assertThat(URISupport.sanitizeUri(address(name, value))
                                + URISupport.sanitizeUri(address(withDashes(name), value)))
                        .as("sanitizeUri")
                        .doesNotContain(MARK));
                softly.assertThat(URISupport.sanitizeUri(allTogether(secrets)))
                        .as("sanitizeUri")
                        .contains("timeout=2m")
                        .doesNotContain(MARK);
                softly.assertThat(component.toString()).doesNotContain(MARK);
                softly.assertThat(beans(context)).as("JMX").isNotEmpty().noneMatch(bean -> bean.contains(MARK));
                softly.assertThat(consoles).as("consoles").hasSizeGreaterThan(10);
                consoles.forEach((id, text) -> {
                    if (!AS_WRITTEN.contains(id)) {
                        softly.assertThat(text).as("console " + id).doesNotContain(MARK);
                    }
                });
            });
        }
        assertThatNothingWasLoggedButByCamelForDebugging();
    }

    /** Camel takes endpoints for the same that have the same address, and would send with the wrong one's key. */
    @Test
    void tellEndpointsApart() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            FluxComponent component = context.getComponent("flux", FluxComponent.class);
            component.setApiKey("any");
            component.setRunwareApiKey("any");
            for (String option : secrets("properties").keySet()) {
                Endpoint one = context.getEndpoint(address(option, "RAW(https://example.com/1)"));
                Endpoint other = context.getEndpoint(address(option, "RAW(https://example.com/2)"));

                assertThat(one).as(option).isNotEqualTo(other);
                assertThat(context.getEndpoint(address(option, "RAW(https://example.com/1)")))
                        .isSameAs(one);
            }
        }
    }

    private static List<String> beans(CamelContext context) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<String> beans = new ArrayList<>();
        try {
            String pattern = "org.apache.camel:context=" + context.getManagementName() + ",*";
            for (ObjectName name : server.queryNames(new ObjectName(pattern), null)) {
                StringBuilder bean = new StringBuilder(name.toString());
                for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                    bean.append('\n').append(attribute.getName()).append('=').append(read(server, name, attribute));
                }
                beans.add(bean.toString());
            }
        } catch (JMException e) {
            throw new AssertionError(e);
        }
        return beans;
    }

    /** Some of Camel's own are not there for every route. */
    private static String read(MBeanServer server, ObjectName name, MBeanAttributeInfo attribute) throws JMException {
        try {
            Object value = attribute.isReadable() ? server.getAttribute(name, attribute.getName()) : null;
            return value instanceof Object[] values ? Arrays.deepToString(values) : String.valueOf(value);
        } catch (RuntimeMBeanException e) {
            return e.toString();
        }
    }

    /** As text and as JSON, of each console that there is. */
    private static Map<String, String> consoles(CamelContext context) {
        DevConsoleRegistry registry = context.getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
        registry.loadDevConsoles(true);
        Map<String, String> texts = new TreeMap<>();
        registry.stream().filter(console -> !console.getId().equals(HEAP_DUMP)).forEach(console -> {
            StringBuilder text = new StringBuilder();
            for (DevConsole.MediaType type : DevConsole.MediaType.values()) {
                if (console.supportMediaType(type)) {
                    text.append(console.call(type));
                }
            }
            texts.put(console.getId(), text.toString());
        });
        return texts;
    }

    private static List<String> spellings(Set<String> options) {
        List<String> spellings = new ArrayList<>(options);
        options.forEach(option -> spellings.add(withDashes(option)));
        return spellings;
    }

    @Test
    void areMaskedInErrorsOfAddressesThatCannotBeResolved() throws Exception {
        Map<String, String> secrets = secrets("properties");
        try (CamelContext context = new DefaultCamelContext()) {
            for (String wrong : List.of("&nosuch=1", "&timeout=long", "&operation=guess", "&seed=x", "&raw=perhaps")) {
                for (String option : spellings(secrets.keySet())) {
                    String address = address(option, "https://example.com/" + MARK) + wrong;
                    Throwable failure = catchThrowable(() -> {
                        context.addRoutes(new RouteBuilder() {
                            @Override
                            public void configure() {
                                from("direct:" + option + wrong.hashCode()).to(address);
                            }
                        });
                        context.start();
                    });

                    assertThat(failure).as(address).isNotNull();
                    assertThat(stackTrace(failure)).as(wrong).doesNotContain(MARK);
                }
            }
        }
        assertThatNothingWasLoggedButByCamelForDebugging();
    }

    /** A Kamelet's address is printed before there is a component that could say what is secret. */
    @Test
    void ofTheKameletHaveNamesThatCamelMasksByItself() throws Exception {
        String kamelet;
        try (InputStream file = getClass().getResourceAsStream("/kamelets/flux-ultra-action.kamelet.yaml")) {
            kamelet = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        Map<String, String> secrets = secrets("properties");
        List<String> names = new ArrayList<>();
        Matcher property =
                Pattern.compile("(?m)^      (\\w+):\\n(( {8,}.*)?\\n)+").matcher(kamelet);
        while (property.find()) {
            boolean isSecret = secrets.containsKey(property.group(1));
            assertThat(property.group().contains("format: password"))
                    .as(property.group(1))
                    .isEqualTo(isSecret);
            if (isSecret) {
                names.add(property.group(1));
            }
        }

        assertThat(names).contains("apiKey");
        assertThat(names)
                .allSatisfy(
                        name -> assertThat(SensitiveUtils.containsSensitive("camel.kamelet.flux-ultra-action." + name))
                                .isTrue());
    }

    private static String stackTrace(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
