package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.Printable;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.PluginHelper;

/**
 * Refuses options that there are not by their names alone, since the value of one that is mistyped may be a key. Camel's
 * own refusals have all values in them.
 */
final class UnknownOptions {
    private static final int LONGEST_NAME = 40;

    /** What Camel's starters for Spring Boot have for every component. */
    private static final List<String> OF_STARTERS = List.of("enabled", "customizer");

    private final String owner;
    private final Collection<String> known;
    private final Collection<String> secret;

    private UnknownOptions(String owner, Collection<String> known, Collection<String> secret) {
        this.owner = owner;
        this.known = known;
        this.secret = secret;
    }

    static UnknownOptions ofEndpoints(CamelContext context) {
        EndpointUriFactory options = context.getCamelContextExtension().getEndpointUriFactory("flux");
        Collection<String> known = new TreeSet<>(options.propertyNames());
        known.remove("model");
        return new UnknownOptions("The endpoint", known, options.secretPropertyNames());
    }

    /**
     * Checks an application's properties for the component before Camel Main sets them.
     *
     * @param name the context's for the component
     * @throws InvalidRequest for those that are none of its options
     */
    static void checkProperties(Component component, String name) {
        CamelContext context = component.getCamelContext();
        if (component.getComponentPropertyConfigurer() instanceof PropertyConfigurerGetter configurer) {
            Map<String, Object> known = new TreeMap<>();
            PluginHelper.getBeanIntrospection(context).getProperties(component, known, null);
            known.keySet().removeIf(option -> configurer.getOptionType(option, false) == null);
            UnknownOptions options = new UnknownOptions("The component", known.keySet(), List.of());
            Map<String, Object> unknown = options.among(written(context, name));
            if (!unknown.isEmpty()) {
                throw options.refusal(unknown);
            }
        }
    }

    /** The first part of each name is an option; what follows is one of the object's that it is set to. */
    private static Map<String, Object> written(CamelContext context, String component) {
        String prefix = "camel.component." + component + ".";
        Map<String, Object> written = new TreeMap<>();
        for (String name : context.getPropertiesComponent()
                .loadProperties(name -> name.startsWith(prefix))
                .stringPropertyNames()) {
            written.put(name.substring(prefix.length()).replaceFirst("[.\\[].*", ""), "");
        }
        OF_STARTERS.forEach(written::remove);
        return written;
    }

    /**
     * Those of the given options that Camel would find nowhere, however it is written. One with a dot or an index would be
     * found in what the endpoint knows, the component among it, and is none of the endpoint's either.
     */
    Map<String, Object> among(Map<String, Object> written) {
        Map<String, Object> unknown = new LinkedHashMap<>();
        written.forEach((name, value) -> {
            if (known.stream().noneMatch(option -> option.equalsIgnoreCase(name.replace("-", "")))) {
                unknown.put(name, value);
            }
        });
        return unknown;
    }

    /**
     * The one of them that most likely has a secret: mistyped for an option that has one, else the longest value's. Camel
     * can be told to mask one.
     */
    String likeliestSecret(Map<String, Object> unknown) {
        return unknown.entrySet().stream()
                .max(Comparator.<Map.Entry<String, Object>, Boolean>comparing(option -> nearest(option.getKey())
                                .filter(secret::contains)
                                .isPresent())
                        .thenComparing(
                                option -> String.valueOf(option.getValue()).length()))
                .orElseThrow()
                .getKey();
    }

    /** What Camel throws on as it is: any other exception it wraps with the whole address in the message. */
    NoSuchEndpointException refusal(String path, Map<String, Object> unknown) {
        InvalidRequest cause = refusal(unknown);
        NoSuchEndpointException refusal = new NoSuchEndpointException(
                "flux:" + Printable.of(path, LONGEST_NAME), "mend its options: " + cause.getMessage());
        refusal.initCause(cause);
        return refusal;
    }

    private InvalidRequest refusal(Map<String, Object> unknown) {
        List<RequestFault> faults = unknown.keySet().stream()
                .map(name -> new RequestFault(Printable.of(name, LONGEST_NAME), "(hidden)", "an option that there is"))
                .toList();
        String message = unknown.keySet().stream().map(this::sentence).collect(Collectors.joining(". "));
        return new InvalidRequest(message, faults, TaskContext.NONE);
    }

    private String sentence(String name) {
        return owner + " has no option " + Printable.of(name, LONGEST_NAME)
                + nearest(name)
                        .map(option -> "; " + option + " is near")
                        .orElse("; docs/component.md of Camel Flux lists those that it has");
    }

    /** The known option with the fewest letters added, left out, changed or swapped, where these are a third at most. */
    private Optional<String> nearest(String name) {
        String plain = plain(name);
        int most = Math.min(plain.length(), LONGEST_NAME) / 3;
        return plain.length() > LONGEST_NAME
                ? Optional.empty()
                : known.stream()
                        .filter(option -> distance(plain, plain(option)) <= most)
                        .min(Comparator.comparingInt(option -> distance(plain, plain(option))));
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private static int distance(String one, String other) {
        int[][] distance = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                distance[i][j] = i == 0 || j == 0 ? i + j : step(distance, one, i, other, j);
            }
        }
        return distance[one.length()][other.length()];
    }

    private static int step(int[][] distance, String one, int i, String other, int j) {
        int changed = distance[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        int least = Math.min(changed, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
        boolean isSwapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return isSwapped ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
    }
}
