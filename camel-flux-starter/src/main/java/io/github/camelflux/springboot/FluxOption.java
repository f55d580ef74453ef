package io.github.camelflux.springboot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelflux.camel.FluxComponent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An option of the flux component, as the component's catalog describes it.
 *
 * @param name in camel case
 * @param type what a property's text is read as; objects are given as Camel's references
 * @param isSecret whether nobody is to see its value
 * @param isList whether it is several texts with commas in between
 * @param isReference whether it is an object
 */
record FluxOption(String name, Class<?> type, boolean isSecret, boolean isList, boolean isReference) {
    private static final String CATALOG = "/META-INF/io/github/camelflux/camel/flux.json";

    /** All that the component has. */
    static final List<FluxOption> ALL = read();

    /** What each starter of Camel has. */
    static final FluxOption ENABLED = new FluxOption("enabled", Boolean.class, false, false, false);

    /** How it is written as a property. */
    String property() {
        return FluxProperties.PREFIX + "." + inKebabCase();
    }

    String inKebabCase() {
        return name.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** What a text that it is set to has in it, as it is used: each of several by itself, and no white space around it. */
    Stream<String> values(String text) {
        return (isList ? Arrays.stream(text.split(",")) : Stream.of(text)).map(String::strip);
    }

    /**
     * Whether a value is as good as none: a blank text, as of a variable that is not there. Blank keys and a blank limit
     * are refused, since none is another account's key, and no limit.
     */
    boolean isUnsetBy(Object value) {
        return value instanceof String text && text.isBlank() && !isSecret && !isReference && !name.equals("maxCost");
    }

    private static List<FluxOption> read() {
        List<FluxOption> options = new ArrayList<>();
        try (InputStream catalog = FluxComponent.class.getResourceAsStream(CATALOG)) {
            new ObjectMapper()
                    .readTree(catalog)
                    .get("componentProperties")
                    .properties()
                    .forEach(option -> options.add(of(option.getKey(), option.getValue())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(options);
    }

    private static FluxOption of(String name, JsonNode option) {
        return new FluxOption(
                name,
                type(option),
                option.get("secret").asBoolean(),
                // The catalog has no field for it.
                option.get("description").asText().contains("separated by commas"),
                option.get("type").asText().equals("object"));
    }

    private static Class<?> type(JsonNode option) {
        return switch (option.get("type").asText()) {
            case "boolean" -> Boolean.class;
            case "integer" -> Integer.class;
            case "duration" -> Duration.class;
            case "enum" -> enumOf(option.get("javaType").asText());
            default -> String.class;
        };
    }

    /** Also of what is a text to the component, of which it takes a few: it stays one. */
    private static Class<?> enumOf(String javaType) {
        try {
            return Class.forName(javaType, true, FluxComponent.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("The catalog is of another version of the component", e);
        }
    }
}
