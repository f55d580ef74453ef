package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;

/** Options and headers are described once, on their fields; the page's tables are made of that. */
class ComponentPageTest {
    private static final Path PAGE = Path.of("..", "docs", "component.md");
    private static final Path EXPECTED = Path.of("target", "component.md");

    @Test
    void listsEveryOptionAndHeaderAsTheyAreDescribed() throws Exception {
        String page = Files.readString(PAGE);
        String expected = page;
        expected = replaceTable(expected, "component options", table("componentProperties", "option"));
        expected = replaceTable(expected, "endpoint options", table("properties", "option"));
        expected = replaceTable(expected, "headers", table("headers", "header"));
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

    private static String table(String group, String heading) throws Exception {
        StringBuilder table =
                new StringBuilder("| " + heading + " | type | default | what it is |\n| --- | --- | --- | --- |\n");
        for (Map.Entry<String, Map<String, Object>> entry : new TreeMap<>(catalog(group)).entrySet()) {
            Map<String, Object> option = entry.getValue();
            String label = String.valueOf(option.get("label"));
            boolean framework = "autowiredEnabled".equals(entry.getKey()) || "lazyStartProducer".equals(entry.getKey());
            if (!framework) {
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
