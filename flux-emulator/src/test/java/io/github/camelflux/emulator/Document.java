package io.github.camelflux.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** One schema of BFL's documents, and a judge of texts by it. */
record Document(String name, JsonNode json, Schema schema) {
    private static final SchemaRegistryConfig STRICT =
            SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(STRICT));

    static Document named(String name) {
        try (InputStream file = Document.class.getResourceAsStream(name + ".json")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return new Document(name, new ObjectMapper().readTree(text), REGISTRY.getSchema(text, InputFormat.JSON));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    boolean allows(String text) {
        return schema.validate(text, InputFormat.JSON).isEmpty();
    }

    JsonNode properties() {
        return json.get("properties");
    }

    /** What a field's value is like if it is not null. */
    JsonNode property(String field) {
        JsonNode property = properties().get(field);
        JsonNode branch = property.path("anyOf").path(0);
        String ref = branch.path("$ref").asText();
        JsonNode chosen = branch.isMissingNode() ? property : branch;
        return ref.isEmpty() ? chosen : json.at(ref.substring(1));
    }
}
