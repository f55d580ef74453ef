package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What JMX shows of the component. */
class ManagementTest {
    private static final String ENDPOINT_KEY = "bfl_" + "OTHERx".repeat(5) + "00000";

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final FluxEmulator emulator = FLUX.emulator();
    private final CamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        FluxComponent component = context.getComponent("flux", FluxComponent.class);
        component.setApiKey(emulator.apiKey());
        component.setBaseUrl(emulator.bflUrl().toString());
        component.setMaxCost("1");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ultra").to("flux:ultra");
                from("direct:other")
                        .to("flux:ultra?apiKey=" + ENDPOINT_KEY + "&webhookUrl=https://example.com/done&webhookSecret="
                                + LogLeaks.WEBHOOK_SECRET);
            }
        });
        context.start();
        context.createProducerTemplate().requestBody("direct:ultra", "A lighthouse at dusk", byte[].class);
        context.createProducerTemplate().requestBody("direct:other", "A lighthouse at dawn", byte[].class);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void hasTheComponentsFiguresBesideCamelsOwn() throws Exception {
        Map<String, Object> attributes = attributes(new ObjectName(
                "org.apache.camel:context=" + context.getManagementName() + ",type=components,name=\"flux\""));

        assertThat(attributes)
                .containsEntry("ComponentName", "flux")
                .containsEntry("TasksInFlight", 0)
                .containsEntry("ActiveSlots", 0L)
                .containsEntry("QueuedTasks", 0L)
                .containsEntry("Submits", 2L)
                .containsEntry("DoubtfulSubmits", 0L)
                .containsEntry("SpentDollars", new BigDecimal("0.12"))
                .containsEntry("BudgetLeftDollars", new BigDecimal("0.88"));
        assertThat((Long) attributes.get("Polls")).isPositive();
    }

    @Test
    void hasNoSecretInAnyAttributeOrName() throws Exception {
        Set<ObjectName> names = server.queryNames(
                new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",*"), null);
        StringBuilder everything = new StringBuilder();
        for (ObjectName name : names) {
            everything.append(name).append(attributes(name)).append('\n');
        }

        assertThat(everything).contains("flux://ultra", "type=producers");
        assertThat(everything.toString())
                .doesNotContain(emulator.apiKey())
                .doesNotContain(ENDPOINT_KEY)
                .doesNotContain(LogLeaks.WEBHOOK_SECRET)
                .doesNotContain("lighthouse");
    }

    private Map<String, Object> attributes(ObjectName name) throws JMException {
        Map<String, Object> attributes = new TreeMap<>();
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
            if (attribute.isReadable()) {
                attributes.put(attribute.getName(), read(name, attribute.getName()));
            }
        }
        return attributes;
    }

    /** Some of Camel's own are not there for every route. */
    private Object read(ObjectName name, String attribute) throws JMException {
        try {
            Object value = server.getAttribute(name, attribute);
            return value instanceof Object[] values
                    ? Arrays.deepToString(values)
                    : String.valueOf(value).isEmpty() ? "" : value;
        } catch (RuntimeMBeanException e) {
            return e.getMessage();
        }
    }
}
