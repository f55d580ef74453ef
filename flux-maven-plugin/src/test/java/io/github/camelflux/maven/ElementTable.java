package io.github.camelflux.maven;

import io.github.camelflux.Allowed;
import io.github.camelflux.FluxModel;
import io.github.camelflux.OutputFormat;
import io.github.camelflux.Parameter;
import io.github.camelflux.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each element of an image with what it may say, by the core's table of the models. */
final class ElementTable {
    private ElementTable() {}

    /** What an image may have, its own elements first. */
    static Map<String, String> ofImage() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("id", FileNames.NAME);
        rows.put("prompt", allowed(Parameter.PROMPT));
        rows.put("promptFile", "in place of prompt, a text file in UTF-8 below the POM's directory");
        rows.put("file", "names with / between, which end as outputFormat says; the id with that ending by default");
        rows.putAll(ofDefaults());
        return rows;
    }

    static Map<String, String> ofDefaults() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("model", ids(Arrays.stream(FluxModel.values()).map(FluxModel::id)));
        rows.put("provider", ids(Arrays.stream(Provider.values()).map(Provider::id)));
        for (Parameter parameter : Parameter.values()) {
            if (ImageReader.DEFAULTS.contains(parameter.id())) {
                rows.put(parameter.id(), allowed(parameter));
            }
        }
        rows.put(
                "price",
                "US dollars for one, only with "
                        + Arrays.stream(FluxModel.values())
                                .filter(model -> model.listPrice().isEmpty())
                                .map(FluxModel::id)
                                .collect(Collectors.joining(", ")));
        return rows;
    }

    private static String ids(Stream<String> ids) {
        List<String> all = ids.toList();
        return String.join(", ", all) + "; " + all.get(0) + " by default";
    }

    /** What is allowed, and with which models where it is not the same with all. */
    private static String allowed(Parameter parameter) {
        Map<String, Set<String>> models = new LinkedHashMap<>();
        for (Provider provider : Provider.values()) {
            for (FluxModel model : FluxModel.values()) {
                Allowed allowed = model.parameters(provider).get(parameter);
                if (allowed != null) {
                    models.computeIfAbsent(words(parameter, allowed), words -> new java.util.LinkedHashSet<>())
                            .add(provider == Provider.BFL ? model.id() : model.id() + " at " + provider.id());
                }
            }
        }
        long all = Arrays.stream(FluxModel.values())
                .mapToLong(model -> model.providers().size())
                .sum();
        List<String> parts = new ArrayList<>();
        models.forEach(
                (words, who) -> parts.add(who.size() == all ? words : words + " (" + String.join(", ", who) + ")"));
        return String.join("; ", parts);
    }

    private static String words(Parameter parameter, Allowed allowed) {
        String words = parameter == Parameter.IMAGE_PROMPT
                ? "a file below the POM's directory, " + allowed.words()
                : allowed.words();
        return words
                + allowed.defaultValue()
                        .map(value ->
                                ", " + (value instanceof OutputFormat format ? format.id() : value) + " by default")
                        .orElse("");
    }

    /** As the Javadoc of a parameter has it. */
    static String javadoc(Map<String, String> rows) {
        StringBuilder lines = new StringBuilder("     * <ul>\n");
        rows.forEach((name, values) -> {
            String line = "     *";
            for (String word : ("<li><code>" + name + "</code>: " + values + "</li>").split(" ")) {
                if (line.length() + 1 + word.length() > 120) {
                    lines.append(line).append('\n');
                    line = "     *    ";
                }
                line += " " + word;
            }
            lines.append(line).append('\n');
        });
        return lines.append("     * </ul>\n").toString();
    }

    /** As the page has it. */
    static String markdown() {
        StringBuilder table = new StringBuilder("| element | what it may say |\n| --- | --- |\n");
        ofImage()
                .forEach((name, values) -> table.append("| `")
                        .append(name)
                        .append("` | ")
                        .append(values)
                        .append(" |\n"));
        return table.toString();
    }
}
