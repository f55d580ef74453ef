package io.github.camelflux.springboot;

import io.github.camelflux.camel.FluxComponent;
import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.spring.boot.util.CamelPropertiesHelper;
import org.apache.camel.support.PropertyBindingSupport;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Takes an application's properties to the flux component, and says which of them is wrong, but never a value. */
final class FluxProperties {
    static final String PREFIX = "camel.component.flux";

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(PREFIX);

    private FluxProperties() {}

    /**
     * Refuses a name that is no option's. Spring Boot would do so too, and print the value: that of a mistyped
     * {@code api-key}, for one. Without it a mistyped {@code max-cost} is no limit at all.
     *
     * @throws FluxPropertyException that says what was given, and where
     */
    static void refuseUnknown(Environment environment) {
        Set<String> known = options().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            // What is in the environment may be meant for somebody else, and its names are ambiguous.
            if (source instanceof IterableConfigurationPropertySource names
                    && !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
                names.stream()
                        .filter(ROOT::isAncestorOf)
                        .filter(name -> !isKnown(name, known))
                        .findFirst()
                        .ifPresent(name -> refuse(names, name));
            }
        }
    }

    private static Stream<String> options() {
        return Arrays.stream(BeanUtils.getPropertyDescriptors(FluxComponentConfiguration.class))
                .filter(option -> option.getWriteMethod() != null)
                .map(PropertyDescriptor::getName);
    }

    private static String inKebabCase(String option) {
        return option.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** An option has no parts: in a list or a table of values none would be found. */
    private static boolean isKnown(ConfigurationPropertyName name, Set<String> options) {
        int parts = name.getNumberOfElements() - ROOT.getNumberOfElements();
        return part(name, 0).equals("customizer")
                ? parts == 2 && part(name, 1).equals("enabled")
                : parts == 1 && options.contains(part(name, 0));
    }

    private static String part(ConfigurationPropertyName name, int index) {
        return name.getElement(ROOT.getNumberOfElements() + index, ConfigurationPropertyName.Form.UNIFORM);
    }

    private static void refuse(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        throw new FluxPropertyException(
                "The flux component has no option for " + name + ", which is set in "
                        + source.getConfigurationProperty(name).getOrigin(),
                "Mend its name, or take it away. There are: "
                        + options().map(FluxProperties::inKebabCase).sorted().collect(Collectors.joining(", ")) + ".");
    }

    /**
     * Sets each option that has a value. Camel's own way would look for a bean that is not there by another name.
     *
     * @throws FluxPropertyException if a reference leads nowhere, or to something else
     */
    static void copy(FluxComponentConfiguration properties, FluxComponent component) {
        CamelContext camel = component.getCamelContext();
        component.init();
        Map<String, Object> values = new TreeMap<>(CamelPropertiesHelper.getNonNullProperties(camel, properties));
        values.keySet().removeAll(List.of("enabled", "customizer"));
        values.forEach((option, value) -> {
            try {
                PropertyBindingSupport.build()
                        .withConfigurer(component.getComponentPropertyConfigurer())
                        .withMandatory(true)
                        .bind(camel, component, option, value);
            } catch (PropertyBindingException e) {
                // Without Camel's exception, which has the value in its message.
                throw new FluxPropertyException(
                        PREFIX + "." + option + " cannot be set: " + reason(e) + hint(value),
                        "Change that property; docs/spring-boot.md of Camel Flux says what it takes.");
            }
        });
    }

    private static String reason(PropertyBindingException e) {
        return e.getCause() == null ? "no such object" : e.getCause().getMessage();
    }

    private static String hint(Object value) {
        return value.equals("#bean:" + FluxComponentAutoConfiguration.JOURNAL)
                ? ". It is there if the application has a DataSource bean, and no TaskJournal bean of its own"
                : "";
    }
}
