import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes the metadata that editors complete properties with: the component's catalog in Spring Boot's words, and the
 * starter's own. It is run from its source by the build.
 */
final class SpringMetadata {
    private static final String CATALOG = "/META-INF/io/github/camelflux/camel/flux.json";
    private static final String PREFIX = "camel.component.flux";
    private static final ObjectMapper JSON = new ObjectMapper();

    private SpringMetadata() {}

    /** Arguments: the starter's own metadata, and the file to write. */
    public static void main(String[] args) throws IOException {
        ObjectNode metadata = (ObjectNode) JSON.readTree(Path.of(args[0]).toFile());
        ArrayNode properties = metadata.withArray("properties");
        try (InputStream catalog = SpringMetadata.class.getResourceAsStream(CATALOG)) {
            JSON.readTree(catalog)
                    .get("componentProperties")
                    .properties()
                    .forEach(option -> properties.add(property(option.getKey(), option.getValue())));
        }
        metadata.putArray("groups")
                .addObject()
                .put("name", PREFIX)
                .put("type", "io.github.camelflux.camel.FluxComponent");
        Path file = Path.of(args[1]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(metadata) + "\n");
    }

    private static ObjectNode property(String name, JsonNode option) {
        String kebab = name.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        ObjectNode property = JSON.createObjectNode()
                .put("name", PREFIX + "." + kebab)
                .put("type", type(option))
                .put("description", option.get("description").asText());
        JsonNode usual = option.get("defaultValue");
        if (usual != null && !usual.asText().isEmpty()) {
            property.set("defaultValue", usual);
        }
        if (option.path("deprecated").asBoolean()) {
            property.putObject("deprecation");
        }
        return property;
    }

    private static String type(JsonNode option) {
        return switch (option.get("type").asText()) {
            case "boolean" -> "java.lang.Boolean";
            case "integer" -> "java.lang.Integer";
            case "duration" -> "java.time.Duration";
            // A reference to it.
            case "object" -> "java.lang.String";
            default -> option.get("javaType").asText();
        };
    }
}
