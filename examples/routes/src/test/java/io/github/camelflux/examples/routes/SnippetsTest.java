package io.github.camelflux.examples.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people copy from a page works: each block of code is a piece of a file that this build compiles, reads or runs.
 *
 * <p>A block that has no such file yet needs one, with a test. Put it where the module's tests are: a region of a test
 * class, a file of routes or properties, a POM.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SnippetsTest {
    private static final Path ROOT = Path.of("..", "..");

    private static final Map<String, String> SUFFIXES = Map.of(
            "java", ".java",
            "xml", ".xml",
            "yaml", ".yaml",
            "properties", ".properties",
            "json", ".json");

    /** Commands, which are looked at below, and what is no code. */
    private static final Set<String> OTHERS = Set.of("sh", "mermaid", "");

    private static final Set<String> NOT_SOURCES = Set.of("target", ".git", ".mvn", "node_modules");

    private static final Set<String> PHASES = Set.of("clean", "compile", "test", "package", "verify", "install");

    private final List<Path> files = new ArrayList<>();
    private final List<Snippet> snippets = new ArrayList<>();

    @BeforeAll
    void read() throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                return NOT_SOURCES.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        for (Path page : files) {
            String name = page.getFileName().toString();
            // A change log shows what once was.
            if (name.endsWith(".md") && !name.equals("CHANGELOG.md")) {
                snippets.addAll(Snippet.of(ROOT, page));
            }
        }
    }

    @Test
    void eachBlockIsAPieceOfAFileThatThisBuildUses() throws IOException {
        List<String> unbacked = new ArrayList<>();
        for (Snippet snippet : snippets) {
            if (SUFFIXES.containsKey(snippet.language()) && !isBacked(snippet)) {
                unbacked.add(snippet + ": this " + snippet.language() + " is a piece of no "
                        + SUFFIXES.get(snippet.language()) + " file of the sources");
            }
        }

        assertThat(unbacked).isEmpty();
    }

    @Test
    void eachBlockSaysWhatItIsWrittenIn() {
        assertThat(snippets)
                .hasSizeGreaterThan(30)
                .allMatch(snippet -> SUFFIXES.containsKey(snippet.language()) || OTHERS.contains(snippet.language()));
    }

    @Test
    void aBlockWithoutAnEndIsOne(@TempDir Path root) throws IOException {
        Path page = Files.writeString(root.resolve("page.md"), "Text\n```yaml\n- to: flux:ultra\n");

        assertThat(Snippet.of(root, page))
                .containsExactly(new Snippet(Path.of("page.md"), 3, "yaml", "- to: flux:ultra"));
    }

    @Test
    void anEmptyBlockIsAPieceOfNothing() {
        assertThat(List.of("java", "yaml"))
                .noneMatch(
                        language -> new Snippet(Path.of("page.md"), 7, language, "\n").isPieceOf("class Any {\n\n}"));
    }

    private boolean isBacked(Snippet snippet) throws IOException {
        for (Path file : files) {
            if (isSource(file, SUFFIXES.get(snippet.language())) && snippet.isPieceOf(Files.readString(file))) {
                return true;
            }
        }
        return false;
    }

    /** What is under a {@code src}, and POMs. */
    private static boolean isSource(Path file, String suffix) {
        Path relative = ROOT.relativize(file);
        boolean inSources = relative.toString().replace('\\', '/').matches("(.*/)?src/.*|(.*/)?pom[.]xml");
        return inSources && relative.toString().endsWith(suffix);
    }

    @Test
    void eachMavenCommandNamesModulesProfilesAndGoalsThatAreThere() throws IOException {
        String poms = contents("pom.xml");
        String goals = contents("Mojo.java");
        List<String> wrong = new ArrayList<>();
        for (Snippet snippet : snippets) {
            // A line that ends with a backslash goes on.
            String text = snippet.language().equals("sh") ? snippet.text().replaceAll("\\\\\\s*", "") : "";
            for (String line : text.lines().toList()) {
                String command = line.replaceFirst("\\s#.*", "").strip();
                if (command.matches("(\\S+=\\S+ )?(\\S*/)?mvnw? .*")) {
                    List<String> words =
                            List.of(command.replaceFirst(".*?mvnw? ", "").split("\\s+"));
                    unknown(words, poms, goals).forEach(word -> wrong.add(snippet + ": " + word + " in " + command));
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static List<String> unknown(List<String> words, String poms, String goals) {
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-pl")) {
                for (String module : words.get(++i).split(",")) {
                    if (!Files.exists(ROOT.resolve(module).resolve("pom.xml"))) {
                        unknown.add(module);
                    }
                }
            } else if (!isKnown(word, poms, goals)) {
                unknown.add(word);
            }
        }
        return unknown;
    }

    private static boolean isKnown(String word, String poms, String goals) {
        if (word.startsWith("-P")) {
            String id = "<profile>\\s*<id>" + Pattern.quote(word.substring(2)) + "</id>";
            return Pattern.compile(id).matcher(poms).find();
        }
        if (word.startsWith("flux:")) {
            // The goal help is written by Maven's plugin tools.
            return word.equals("flux:help") || goals.contains("name = \"" + word.substring(5) + "\"");
        }
        if (word.contains(":")) {
            return poms.contains("<artifactId>" + word.split(":")[0] + "-maven-plugin</artifactId>");
        }
        return word.startsWith("-") || PHASES.contains(word);
    }

    private String contents(String ending) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : files) {
            if (file.toString().endsWith(ending)) {
                all.append(Files.readString(file)).append('\n');
            }
        }
        return all.toString();
    }

    @Test
    void whatIsNoPieceIsSeen() {
        Snippet yaml = new Snippet(Path.of("page.md"), 7, "yaml", "- to: flux:ultra\n- to: file:images");

        assertThat(yaml.isPieceOf("steps:\n    - to: flux:ultra\n    - to: file:images\n"))
                .isTrue();
        assertThat(yaml.isPieceOf("- to: flux:ultra\n- log: done\n- to: file:images"))
                .isFalse();
        assertThat(yaml.isPieceOf("- to: flux:ultra\n  - to: file:images")).isFalse();
        assertThat(unknown(List.of("-Pnone", "-pl", "no/module", "flux:paint", "deploy"), "<id>some</id>", ""))
                .containsExactly("-Pnone", "no/module", "flux:paint", "deploy");
    }
}
