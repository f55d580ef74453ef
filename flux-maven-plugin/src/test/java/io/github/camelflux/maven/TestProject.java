package io.github.camelflux.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A project in a directory of a test's own, whose POM declares images. */
final class TestProject {
    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>org.example</groupId>
              <artifactId>%s</artifactId>
              <version>1</version>
              <properties><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
              <build>
                <plugins>
                  <plugin><artifactId>maven-resources-plugin</artifactId><version>3.5.0</version></plugin>
                  <plugin>
                    <groupId>io.github.camelflux</groupId>
                    <artifactId>flux-maven-plugin</artifactId>
                    <version>%s</version>
                    <configuration>
                      <defaults><model>pro</model><width>256</width><height>256</height></defaults>
                      %s
                    </configuration>
                    <executions><execution><goals><goal>generate</goal></goals></execution></executions>
                  </plugin>
                </plugins>
              </build>
            </project>
            """;

    private final Path directory;

    private TestProject(Path directory) {
        this.directory = directory;
    }

    /** @param images {@code <image>} elements */
    static TestProject in(Path directory, String... images) throws IOException {
        Files.createDirectories(directory);
        return new TestProject(directory).declaring(images);
    }

    static TestProject reactor(Path directory, String... modules) throws IOException {
        Files.createDirectories(directory);
        StringBuilder list = new StringBuilder();
        Stream.of(modules)
                .forEach(module -> list.append("<module>").append(module).append("</module>"));
        Files.writeString(directory.resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>org.example</groupId>
                  <artifactId>all</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <modules>%s</modules>
                </project>
                """.formatted(list));
        return new TestProject(directory);
    }

    static String image(String id, String prompt) {
        return "<image><id>" + id + "</id><prompt>" + prompt + "</prompt></image>";
    }

    TestProject declaring(String... images) throws IOException {
        return configured("<images>" + String.join("\n", images) + "</images>");
    }

    TestProject configured(String configuration) throws IOException {
        Files.writeString(
                directory.resolve("pom.xml"),
                POM.formatted(directory.getFileName(), TestRepository.VERSION, configuration));
        return this;
    }

    Path directory() {
        return directory;
    }

    Path image(String file) {
        return directory.resolve("src/main/flux").resolve(file);
    }

    Path packaged(String file) {
        return directory.resolve("target/classes").resolve(file);
    }

    Path lock() {
        return directory.resolve("flux.lock.json");
    }

    /** What {@code mvn clean} does, without the plugin that does it, which not every build has resolved. */
    void clean() throws IOException {
        delete(directory.resolve("target"));
    }

    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            List<Path> deepestFirst;
            try (Stream<Path> all = Files.walk(directory)) {
                deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }
}
