package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an editor, 'help:describe' and the page show of an image's elements is what the core's table allows. */
class ElementsTest {
    @Test
    void theTypesHaveTheElementsThatAreRead() {
        assertThat(names(Defaults.class)).isEqualTo(ImageReader.DEFAULTS);
        Set<String> all = new TreeSet<>(names(Defaults.class));
        all.addAll(names(Image.class));
        assertThat(all)
                .isEqualTo(ImageReader.ALLOWED)
                .isEqualTo(ElementTable.ofImage().keySet());
    }

    private static Set<String> names(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !field.isSynthetic() && !Modifier.isStatic(field.getModifiers()))
                .map(Field::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Editors take a goal's public setters before its fields, and types that can be made without arguments. */
    @Test
    void editorsFindTheTypes() throws Exception {
        Field images = ImagesMojo.class.getDeclaredField("images");
        assertThat(((ParameterizedType) images.getGenericType()).getActualTypeArguments())
                .containsExactly(Image.class);
        assertThat(ImagesMojo.class.getDeclaredField("defaults").getType()).isEqualTo(Defaults.class);
        assertThat(Image.class.getConstructor().newInstance()).isInstanceOf(Defaults.class);
        assertThat(GenerateMojo.class.getMethods())
                .extracting(Method::getName)
                .doesNotContain("setImages", "addImages", "setDefaults", "addDefaults");
    }

    /** Those that take images. */
    static Stream<String> goals() throws Exception {
        return mojos().filter(mojo -> Stream.of(mojo.getChild("parameters").getChildren())
                        .anyMatch(each -> each.getChild("name").getValue().equals("images")))
                .map(mojo -> mojo.getChild("goal").getValue());
    }

    @Test
    void thereAreGoalsThatTakeImages() throws Exception {
        assertThat(goals()).containsExactlyInAnyOrder("generate", "plan", "check", "prune", "report", "settle");
    }

    /** Without it they would see none. */
    @ParameterizedTest
    @MethodSource("goals")
    void eachGoalIsHandedWhatIsWritten(String goal) throws Exception {
        assertThat(mojo(goal).getChild("configurator").getValue()).isEqualTo(ImagesConfigurator.HINT);
    }

    @ParameterizedTest
    @MethodSource("goals")
    void theDescriptionOfEachGoalHasEachElementWithWhatIsAllowed(String goal) throws Exception {
        Map<String, Xpp3Dom> parameters = parameters(goal);

        assertThat(parameters.get("images").getChild("type").getValue()).isEqualTo("java.util.List");
        assertThat(parameters.get("defaults").getChild("type").getValue()).isEqualTo(Defaults.class.getName());
        assertDescribed(parameters.get("images"), ElementTable.ofImage());
        assertDescribed(parameters.get("defaults"), ElementTable.ofDefaults());
    }

    private static void assertDescribed(Xpp3Dom parameter, Map<String, String> rows) {
        String description = parameter.getChild("description").getValue().replaceAll("\\s+", " ");
        rows.forEach((name, values) -> assertThat(description)
                .as(
                        "The Javadoc of '%s' in ImagesMojo is to have:%n%s",
                        parameter.getChild("name").getValue(), ElementTable.javadoc(rows))
                .contains(name + ": " + values));
    }

    /** As the build has just written them. */
    private static Stream<Xpp3Dom> mojos() throws Exception {
        try (InputStream descriptor = GenerateMojo.class.getResourceAsStream("/META-INF/maven/plugin.xml")) {
            return Stream.of(
                    Xpp3DomBuilder.build(descriptor, "UTF-8").getChild("mojos").getChildren());
        }
    }

    private static Xpp3Dom mojo(String goal) throws Exception {
        return mojos().filter(each -> each.getChild("goal").getValue().equals(goal))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Xpp3Dom> parameters(String goal) throws Exception {
        Map<String, Xpp3Dom> parameters = new LinkedHashMap<>();
        List.of(mojo(goal).getChild("parameters").getChildren())
                .forEach(each -> parameters.put(each.getChild("name").getValue(), each));
        return parameters;
    }

    @Test
    void thePageHasTheSameTable() throws Exception {
        assertThat(Files.readString(Path.of("..", "docs", "maven-plugin.md")))
                .as("docs/maven-plugin.md is to have this table")
                .contains(ElementTable.markdown());
    }
}
