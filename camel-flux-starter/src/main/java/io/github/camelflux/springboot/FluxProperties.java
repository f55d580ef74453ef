package io.github.camelflux.springboot;

import io.github.camelflux.camel.FluxComponent;
import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.spring.boot.util.CamelPropertiesHelper;
import org.apache.camel.support.PropertyBindingSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Takes an application's properties to the flux component, and says which of them is wrong, but never a value. */
final class FluxProperties {
    static final String PREFIX = "camel.component.flux";

    /** The options that are secret. */
    static final List<String> SECRET_OPTIONS = List.of("apiKey", "runwareApiKey");

    /** The options that are several texts, with commas in between. */
    static final Set<String> LISTS = Set.of("trustedOrigins", "deliveryHosts");

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(PREFIX);

    private FluxProperties() {}

    /**
     * Refuses a name that is no option's. Spring Boot would do so too, and print the value: that of a mistyped
     * {@code api-key}, for one. Without it a mistyped {@code max-cost} is no limit at all.
     *
     * @throws FluxPropertyException that says what was given, and where
     */
    static void refuseUnknown(Environment environment) {
        Map<String, String> known =
                options().collect(Collectors.toMap(name -> name.toLowerCase(Locale.ROOT), name -> name));
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource names) {
                // What is in the environment may be meant for somebody else, and its names are ambiguous: but for a
                // list's.
                boolean ours = !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource);
                names.stream()
                        .filter(ROOT::isAncestorOf)
                        .filter(name -> ours ? !isKnown(name, known.keySet()) : isElement(name, known))
                        .findFirst()
                        .ifPresent(name -> refuse(names, name, known));
            }
        }
    }

    private static boolean isElement(ConfigurationPropertyName name, Map<String, String> options) {
        return name.isLastElementIndexed() && LISTS.contains(options.get(part(name, 0)));
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

    private static void refuse(
            ConfigurationPropertySource source, ConfigurationPropertyName name, Map<String, String> options) {
        String option = options.get(part(name, 0));
        throw new FluxPropertyException(
                "The flux component has no option for " + name + ", which is set in "
                        + source.getConfigurationProperty(name).getOrigin(),
                option == null
                        ? "Mend its name, or take it away. There are: "
                                + options()
                                        .map(FluxProperties::inKebabCase)
                                        .sorted()
                                        .collect(Collectors.joining(", "))
                                + "."
                        : howToWrite(option));
    }

    private static String howToWrite(String option) {
        String property = PREFIX + "." + inKebabCase(option);
        return LISTS.contains(option)
                ? "Write " + property + " = first,second: one text with commas, and no list."
                : "Write " + property + " = value: the option has no parts.";
    }

    /**
     * Sets each option that has a value; but a component with another name than the properties' keeps the keys that it has,
     * or it would pay from another account. Camel's own way would look for a bean that is not there by another name.
     *
     * @throws FluxPropertyException if a reference leads nowhere, or to something else
     */
    static void copy(FluxComponentConfiguration properties, String name, FluxComponent component) {
        CamelContext camel = component.getCamelContext();
        component.init();
        Map<String, Object> values = new TreeMap<>(CamelPropertiesHelper.getNonNullProperties(camel, properties));
        values.keySet().removeAll(List.of("enabled", "customizer"));
        if (!name.equals("flux")) {
            values.keySet().removeIf(option -> hasKey(component, option));
        }
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

    private static boolean hasKey(FluxComponent component, String option) {
        return SECRET_OPTIONS.contains(option) && value(component, option) != null;
    }

    /** The keys that these, the component or its properties, are set to. */
    static Stream<Object> keys(Object options) {
        return SECRET_OPTIONS.stream().map(option -> value(options, option)).filter(Objects::nonNull);
    }

    private static @Nullable Object value(Object options, String option) {
        return PropertyAccessorFactory.forBeanPropertyAccess(options).getPropertyValue(option);
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
