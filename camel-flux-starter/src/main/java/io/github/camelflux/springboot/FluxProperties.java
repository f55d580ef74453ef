package io.github.camelflux.springboot;

import io.github.camelflux.camel.FluxComponent;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.support.PropertyBindingSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.context.properties.bind.Binder;
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

    /** Where what is secret goes. */
    static final Map<String, String> PLACES =
            Map.of("apiKey", "baseUrl", "runwareApiKey", "runwareBaseUrl", "webhookSecrets", "webhookUrl");

    private static final String TRUSTED = "trustedOrigins";

    private FluxProperties() {}

    /**
     * Refuses a name that is no option's. Spring Boot would do so too, and print the value: that of a mistyped
     * {@code api-key}, for one. Without it a mistyped {@code max-cost} is no limit at all.
     *
     * @throws FluxPropertyException that says what was given, and where
     */
    static void refuseUnknown(Environment environment) {
        Map<String, FluxOption> known = Stream.concat(Stream.of(FluxOption.ENABLED), FluxOption.ALL.stream())
                .collect(Collectors.toMap(option -> option.name().toLowerCase(Locale.ROOT), option -> option));
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

    private static boolean isElement(ConfigurationPropertyName name, Map<String, FluxOption> options) {
        FluxOption option = inParts(name, options);
        return name.isLastElementIndexed() && option != null && option.isList();
    }

    /** The option that has parts in a name: its first part, or all but the index, as a variable has its words. */
    private static @Nullable FluxOption inParts(ConfigurationPropertyName name, Map<String, FluxOption> options) {
        String words = IntStream.range(0, name.getNumberOfElements() - ROOT.getNumberOfElements() - 1)
                .mapToObj(index -> part(name, index))
                .collect(Collectors.joining());
        FluxOption option = options.get(part(name, 0));
        return option == null ? options.get(words) : option;
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
            ConfigurationPropertySource source, ConfigurationPropertyName name, Map<String, FluxOption> options) {
        FluxOption option = inParts(name, options);
        throw new FluxPropertyException(
                "The flux component has no option for " + name + ", which is set in "
                        + source.getConfigurationProperty(name).getOrigin(),
                option == null
                        ? "Mend its name, or take it away. There are: "
                                + Stream.concat(
                                                Stream.of("enabled", "customizer"),
                                                FluxOption.ALL.stream().map(FluxOption::inKebabCase))
                                        .sorted()
                                        .collect(Collectors.joining(", "))
                                + "."
                        : howToWrite(option));
    }

    private static String howToWrite(FluxOption option) {
        return option.isList()
                ? "Write " + option.property() + " = first,second: one text with commas, and no list."
                : "Write " + option.property() + " = value: the option has no parts.";
    }

    /**
     * Sets each option that has a value; but a component with another name than the properties' keeps the keys that it has,
     * or it would pay from another account, and where they go, or that account's gateway would get them. Camel's own way
     * would look for a bean that is not there by another name.
     *
     * @throws FluxPropertyException if a reference leads nowhere, or to something else
     */
    static void copy(Environment environment, String name, FluxComponent component) {
        CamelContext camel = component.getCamelContext();
        component.init();
        Binder properties = Binder.get(environment);
        Set<String> kept = name.equals("flux") ? Set.of() : kept(component);
        FluxOption.ALL.stream()
                .filter(option -> !kept.contains(option.name()))
                .forEach(option -> properties
                        .bind(option.property(), option.type())
                        .ifBound(value -> {
                            if (!option.isUnsetBy(value)) {
                                set(camel, component, option, value);
                            }
                        }));
    }

    /** A key without an address of its own goes to that of the properties, and to whom they trust. */
    private static Set<String> kept(FluxComponent component) {
        Set<String> own = FluxOption.ALL.stream()
                .filter(option -> value(component, option) != null)
                .map(FluxOption::name)
                .collect(Collectors.toSet());
        Set<String> kept = new HashSet<>();
        PLACES.forEach((key, place) -> {
            if (own.contains(key)) {
                kept.add(key);
                boolean isElsewhere = own.contains(place);
                if (isElsewhere) {
                    kept.add(place);
                }
                if (isElsewhere || own.contains(TRUSTED)) {
                    kept.add(TRUSTED);
                }
            }
        });
        return kept;
    }

    private static void set(CamelContext camel, FluxComponent component, FluxOption option, Object value) {
        if (option.isReference()) {
            checkReference(option, value.toString());
        }
        try {
            PropertyBindingSupport.build()
                    .withConfigurer(component.getComponentPropertyConfigurer())
                    .withMandatory(true)
                    .bind(camel, component, option.name(), value);
        } catch (PropertyBindingException e) {
            // Without Camel's exception, which has the value in its message.
            throw new FluxPropertyException(
                    PREFIX + "." + option.name() + " cannot be set: " + reason(e) + hint(value),
                    "Change that property; docs/spring-boot.md of Camel Flux says what it takes.");
        }
    }

    private static void checkReference(FluxOption option, String value) {
        if (!value.startsWith("#") && !value.startsWith("{{")) {
            throw new FluxPropertyException(
                    "Option " + option.name() + " is " + (value.isBlank() ? "empty" : "no reference")
                            + ", but takes #bean:name, #class:name or #type:name. In YAML it has to be in quotes, since"
                            + " what follows an unquoted # is a comment",
                    "Change that property.");
        }
    }

    /** The keys that the properties have, each by itself. */
    static Stream<String> keys(Environment environment) {
        Binder properties = Binder.get(environment);
        return secret().flatMap(option -> properties
                .bind(option.property(), String.class)
                .map(option::values)
                .orElseGet(Stream::empty));
    }

    /** The keys that a component has, each by itself. */
    static Stream<String> keys(FluxComponent component) {
        return secret().flatMap(option ->
                Stream.ofNullable(value(component, option)).flatMap(value -> option.values(value.toString())));
    }

    static Stream<FluxOption> secret() {
        return FluxOption.ALL.stream().filter(FluxOption::isSecret);
    }

    private static @Nullable Object value(FluxComponent component, FluxOption option) {
        return PropertyAccessorFactory.forBeanPropertyAccess(component).getPropertyValue(option.name());
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
