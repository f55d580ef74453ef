package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Allowed;
import io.github.camelflux.FluxModel;
import io.github.camelflux.OutputFormat;
import io.github.camelflux.OutputType;
import io.github.camelflux.Parameter;
import io.github.camelflux.Provider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;

/** Options and headers are described once, on their fields; the page's tables are made of that. */
class ComponentPageTest {
    private static final Set<String> CAMELS_OWN = Set.of(
            "autowiredEnabled", "lazyStartProducer", "bridgeErrorHandler", "exceptionHandler", "exchangePattern");
    private static final Path PAGE = Path.of("..", "docs", "component.md");
    private static final Path EXPECTED = Path.of("target", "component.md");

    @Test
    void listsEveryOptionAndHeaderAsTheyAreDescribed() throws Exception {
        String page = Files.readString(PAGE);
        String expected = page;
        expected = replaceTable(expected, "component options", table("componentProperties", "option"));
        expected = replaceTable(expected, "endpoint options", table("properties", "option"));
        expected = replaceTable(expected, "headers", table("headers", "header"));
        expected = replaceTable(expected, "models", models());
        Files.writeString(EXPECTED, expected);

        assertThat(page)
                .as("the tables are out of date: copy camel-flux/%s to docs/component.md", EXPECTED)
                .isEqualTo(expected);
    }

    private static String replaceTable(String page, String name, String table) {
        Matcher matcher = Pattern.compile("<!-- " + name + " -->\n(\n?\\|[^\n]*\n(\\|[^\n]*\n)*)?")
                .matcher(page);
        assertThat(matcher.find()).isTrue();
        return matcher.replaceFirst(Matcher.quoteReplacement("<!-- " + name + " -->\n\n" + table));
    }

    /** What each model takes, from the one table of that. */
    private static String models() {
        StringBuilder table = new StringBuilder("| parameter |");
        StringBuilder rule = new StringBuilder("| --- |");
        for (FluxModel model : FluxModel.values()) {
            for (Provider provider : model.providers()) {
                table.append(" `").append(model.id()).append('`');
                table.append(provider == Provider.BFL ? "" : " with " + provider.id())
                        .append(" |");
                rule.append(" --- |");
            }
        }
        table.append('\n').append(rule).append('\n');
        for (Parameter parameter : Parameter.values()) {
            table.append("| `").append(parameter.id()).append("` |");
            for (FluxModel model : FluxModel.values()) {
                for (Provider provider : model.providers()) {
                    Allowed allowed = model.parameters(provider).get(parameter);
                    table.append(' ').append(cell(allowed)).append(" |");
                }
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static String cell(Allowed allowed) {
        if (allowed == null) {
            return "";
        }
        String words = allowed.words();
        if (words.startsWith("width and height of ") || words.startsWith("one of 21:9 ")) {
            words = "of the nine sizes";
        }
        return words
                + allowed.defaultValue()
                        .map(value -> "; `"
                                + (value instanceof OutputFormat format
                                        ? format.id()
                                        : value instanceof OutputType type ? type.id() : value)
                                + "`")
                        .orElse("");
    }

    private static String table(String group, String heading) throws Exception {
        StringBuilder table =
                new StringBuilder("| " + heading + " | type | default | what it is |\n| --- | --- | --- | --- |\n");
        for (Map.Entry<String, Map<String, Object>> entry : new TreeMap<>(catalog(group)).entrySet()) {
            Map<String, Object> option = entry.getValue();
            String label = String.valueOf(option.get("label"));
            if (!CAMELS_OWN.contains(entry.getKey())) {
                String type = String.valueOf(option.get("javaType")).replaceAll(".*\\.", "");
                table.append(String.format(
                        "| `%s` | %s%s | %s | %s%s |\n",
                        entry.getKey(),
                        "duration".equals(option.get("type")) ? "Duration" : type,
                        Boolean.TRUE.equals(option.get("secret")) ? ", secret" : "",
                        option.get("defaultValue") == null ? "" : "`" + option.get("defaultValue") + "`",
                        label.contains("advanced") ? "(advanced) " : "",
                        option.get("description")));
            }
        }
        return table.toString();
    }

    private static Map<String, Map<String, Object>> catalog(String group) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            JsonObject catalog = (JsonObject) Jsoner.deserialize(context.getComponentParameterJsonSchema("flux"));
            return catalog.getMap(group);
        }
    }
}
