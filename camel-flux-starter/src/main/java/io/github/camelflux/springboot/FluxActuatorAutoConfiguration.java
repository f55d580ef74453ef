package io.github.camelflux.springboot;

import io.github.camelflux.Provider;
import io.github.camelflux.camel.FluxComponent;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Has Actuator show no key of the flux component, also where it is told to show all values. */
@AutoConfiguration
@ConditionalOnClass(name = "org.springframework.boot.actuate.endpoint.SanitizingFunction")
public class FluxActuatorAutoConfiguration {
    /** Shorter ones are no keys, and could be in a value by chance. */
    private static final int SHORTEST_KEY = 8;

    /** By name, and by value too: a key may come from another property or variable, which is shown by itself. */
    @Bean
    SanitizingFunction fluxSanitizingFunction(Environment environment, ObjectProvider<CamelContext> contexts) {
        return data -> isSecretOption(data.getKey()) || hasKey(data, keys(environment, contexts))
                ? data.withSanitizedValue()
                : data;
    }

    private static boolean isSecretOption(String key) {
        String plain = inUniformCase(key);
        return FluxProperties.secret().anyMatch(option -> plain.equals(inUniformCase(option.property())));
    }

    private static String inUniformCase(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private static boolean hasKey(SanitizableData data, List<String> keys) {
        String value = String.valueOf(data.getValue());
        return keys.stream().anyMatch(value::contains);
    }

    private static List<String> keys(Environment environment, ObjectProvider<CamelContext> contexts) {
        Stream<String> variables = Stream.of(Provider.values())
                .map(provider -> environment.getProperty(provider.keyVariable()))
                .filter(Objects::nonNull)
                .map(String::strip);
        // A component that is a bean of the application may have a key of its own.
        Stream<String> components = contexts.stream()
                .flatMap(context -> context.getComponentNames().stream().map(context::hasComponent))
                .filter(FluxComponent.class::isInstance)
                .map(FluxComponent.class::cast)
                .flatMap(FluxProperties::keys);
        return Stream.of(variables, FluxProperties.keys(environment), components)
                .flatMap(keys -> keys)
                .filter(key -> key.length() >= SHORTEST_KEY)
                .toList();
    }
}
