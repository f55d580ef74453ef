package io.github.camelflux.maven;

import java.io.File;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * This plugin's commands as they have to be typed to mean the same module, account and files once more: with the name by
 * which Maven finds the plugin there, the module, the profiles, and what was said on the command line.
 */
final class Commands {
    /** Where nothing has to be said besides the goal. */
    static final Commands PLAIN = new Commands("flux", List.of(), Map.of(), new Run(Map.of(), Map.of()));

    private static final String MODE = "flux.mode";
    private static final String ONLY = "flux.only";
    private static final String MAX_COST = "flux.maxCost";

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

    private final String plugin;
    private final List<String> options;
    private final Map<String, String> said;
    private final Run run;

    /**
     * For a module.
     *
     * @param plugin the prefix or the coordinates
     * @param options of Maven itself
     * @param said properties that every goal needs again
     */
    Commands(String plugin, List<String> options, Map<String, String> said, Run run) {
        this.plugin = plugin;
        this.options = List.copyOf(options);
        this.said = new LinkedHashMap<>(said);
        this.run = run;
    }

    /**
     * How far a run goes.
     *
     * @param now properties that say so of the one that prints, and for which images
     * @param missing properties without which what is missing would not be made
     */
    record Run(Map<String, String> now, Map<String, String> missing) {}

    /**
     * Makes what is missing, and cannot spend more than is said.
     *
     * @param ids of the images; empty for all
     * @param most US dollars; null for any sum
     */
    String generate(Collection<String> ids, @Nullable BigDecimal most) {
        return of("generate", limited(run.missing(), ids, most));
    }

    /** Makes one image in a place of its own, which is not committed. @param price null if nobody knows it */
    String generateApart(String id, @Nullable BigDecimal price) {
        Map<String, String> properties = limited(run.missing(), List.of(id), price);
        properties.put("flux.directory", "target/drawings");
        properties.put("flux.lockFile", "target/drawings/flux.lock.json");
        return of("generate", properties);
    }

    /** Makes one image anew. @param price null if nobody knows it */
    String refresh(String id, @Nullable BigDecimal price) {
        return of("generate", limited(Map.of(MODE, "refresh"), List.of(id), price));
    }

    /** What runs now, as far as it goes, and with another limit. Parameters as for {@link #generate}. */
    String again(Collection<String> ids, @Nullable BigDecimal most) {
        return of("generate", limited(run.now(), ids, most));
    }

    private static Map<String, String> limited(
            Map<String, String> far, Collection<String> ids, @Nullable BigDecimal most) {
        Map<String, String> properties = new LinkedHashMap<>(far);
        if (!ids.isEmpty()) {
            properties.put(ONLY, String.join(",", ids));
        }
        properties.put(MAX_COST, most == null ? "none" : most.toPlainString());
        return properties;
    }

    String plan() {
        return of("plan", Map.of());
    }

    String prune() {
        return of("prune", Map.of());
    }

    /** Tells about doubts. */
    String settle(String id) {
        return of("settle", Map.of(ONLY, id));
    }

    /** Settles a doubt. */
    String settle(String id, String task) {
        Map<String, String> properties = new LinkedHashMap<>(Map.of(ONLY, id));
        properties.put("flux.task", task);
        return of("settle", properties);
    }

    private String of(String goal, Map<String, String> properties) {
        Map<String, String> all = new LinkedHashMap<>(properties);
        said.forEach(all::putIfAbsent);
        List<String> words = new ArrayList<>(List.of("mvn", plugin + ":" + goal));
        words.addAll(options);
        all.forEach((name, value) -> words.add(define(name, value)));
        return String.join(" ", words);
    }

    /** A property as it is said on a command line. */
    static String define(String name, String value) {
        return quoted("-D" + name + "=" + value);
    }

    /** A word as a shell takes it for one. */
    static String quoted(String word) {
        if (WORD.matcher(word).matches()) {
            return word;
        }
        boolean isWindows = File.separatorChar == '\\';
        return isWindows ? "\"" + word + "\"" : "'" + word.replace("'", "'\\''") + "'";
    }
}
