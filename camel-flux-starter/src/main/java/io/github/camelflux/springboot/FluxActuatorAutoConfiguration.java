package io.github.camelflux.springboot;

import io.github.camelflux.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.PropertyAccessorFactory;
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
    /** The options that are secret; as properties they may be written in any spelling. */
    static final List<String> SECRET_OPTIONS = List.of("apiKey", "runwareApiKey");

    /** Shorter ones are no keys, and could be in a value by chance. */
    private static final int SHORTEST_KEY = 8;

    /** By name, and by value too: a key may come from another property or variable, which is shown by itself. */
    @Bean
    SanitizingFunction fluxSanitizingFunction(
            Environment environment, ObjectProvider<FluxComponentConfiguration> properties) {
        return data -> isSecretOption(data.getKey()) || hasKey(data, keys(environment, properties.getIfAvailable()))
                ? data.withSanitizedValue()
                : data;
    }

    private static boolean isSecretOption(String key) {
        String plain = inUniformCase(key);
        return SECRET_OPTIONS.stream()
                .anyMatch(option -> plain.equals(inUniformCase(FluxProperties.PREFIX) + inUniformCase(option)));
    }

    private static String inUniformCase(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private static boolean hasKey(SanitizableData data, List<String> keys) {
        String value = String.valueOf(data.getValue());
        return keys.stream().anyMatch(value::contains);
    }

    private static List<String> keys(Environment environment, @Nullable FluxComponentConfiguration properties) {
        List<@Nullable Object> keys = new ArrayList<>();
        for (Provider provider : Provider.values()) {
            keys.add(environment.getProperty(provider.keyVariable()));
        }
        if (properties != null) {
            SECRET_OPTIONS.forEach(option -> keys.add(
                    PropertyAccessorFactory.forBeanPropertyAccess(properties).getPropertyValue(option)));
        }
        return keys.stream()
                .filter(Objects::nonNull)
                .map(Object::toString)
                .filter(key -> key.length() >= SHORTEST_KEY)
                .toList();
    }
}
