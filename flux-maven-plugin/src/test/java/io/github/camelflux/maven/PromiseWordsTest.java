package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No sentence about money, and none with a command, is left out of {@link PromisesTest}. */
class PromiseWordsTest {
    private static final Path SOURCES = Path.of("src/main/java/io/github/camelflux/maven");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*//.*$");

    private static final Pattern PROMISING =
            Pattern.compile("(?i)for nothing|\\bpaid\\b|\\bpays?\\b|at most:|at most \\$"
                    + "|\\bmends\\b|same command|\\bmvn [a-z]+:|-Dflux|\\bcharged\\b(?! twice)|brings?\\b.*\\bhome"
                    + "|nothing was (?:made|submitted)|\\bfree\\b|\\bcosts?\\b");

    @Test
    void theyAreInOnePlace() throws IOException {
        List<String> elsewhere = new ArrayList<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file :
                    files.filter(each -> !each.endsWith("Promise.java")).toList()) {
                String code = COMMENT.matcher(Files.readString(file)).replaceAll("");
                TEXT.matcher(code)
                        .results()
                        .map(text -> text.group(1))
                        .filter(text ->
                                text.contains(" ") && PROMISING.matcher(text).find())
                        .filter(text -> !KNOWN.contains(text))
                        .forEach(text -> elsewhere.add(file.getFileName() + ": " + text));
            }
        }

        assertThat(elsewhere).isEmpty();
    }

    /** What is no promise. */
    private static final Set<String> KNOWN = Set.of(
            " and what was paid for with it;",
            // A core's sentence that is translated.
            "The submit's outcome is unknown \\\\((.*)\\\\): it may have been charged, .*",
            "'cost' is no sum of US dollars such as 0.04");

    @Test
    void eachIsBroughtAbout() {
        Set<Promise> shown = EnumSet.noneOf(Promise.class);
        PromisesTest.SCENARIOS.forEach(scenario -> shown.addAll(scenario.shows()));
        shown.addAll(InterruptedRunTest.SHOWS);

        assertThat(EnumSet.complementOf(EnumSet.copyOf(shown))).isEmpty();
    }

    @Test
    void commandsAreFoundAsTheyAreTyped() {
        String said =
                "at most: mvn flux:generate -f 'a b/pom.xml' -pl :two '-P!x' '-Dflux.store=/a b' -Dflux.maxCost=0.04."
                        + " If it is lost, mvn io.github.camelflux:flux-maven-plugin:1.0:settle -Dflux.task=ID. Or not";

        assertThat(ShellWords.commandsIn(said))
                .containsExactly(
                        "mvn flux:generate -f 'a b/pom.xml' -pl :two '-P!x' '-Dflux.store=/a b' -Dflux.maxCost=0.04",
                        "mvn io.github.camelflux:flux-maven-plugin:1.0:settle -Dflux.task=ID");
        assertThat(ShellWords.of(ShellWords.commandsIn(said).get(0)))
                .containsExactly(
                        "mvn",
                        "flux:generate",
                        "-f",
                        "a b/pom.xml",
                        "-pl",
                        ":two",
                        "-P!x",
                        "-Dflux.store=/a b",
                        "-Dflux.maxCost=0.04");
    }
}
