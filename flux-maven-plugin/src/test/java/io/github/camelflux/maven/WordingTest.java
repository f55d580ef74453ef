package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.TaskContext;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    private static final Path CORE =
            Path.of(System.getProperty("flux.test.root", "..")).resolve("flux-core/src/main/java/io/github/camelflux");
    private static final Pattern TEXTS =
            Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\\n]|\\\\.)*\")*");
    private static final Pattern LOGGED = Pattern.compile("(?s)LOG[.]\\w+\\(.*?\\);");
    /** What a person is never shown, what SettleMojo says in its own words, and a part of the sentence on doubts. */
    private static final Pattern NOT_SAID =
            Pattern.compile("\\S*|A task key is .*|a ticket.*|the key of .*|and the same request.*");

    private static final Pattern FOREIGN = Pattern.compile(
            "(?i)\\btickets?\\b|adoptTask|releaseTask|giveUpTask|task ?key|\\((?:baseUrl|queueTimeout|timeout)\\b");

    /** All that the core can say, whether or not a build has brought it about yet. */
    @Test
    void noSentenceOfTheCoreKeepsItsWords() throws IOException {
        List<String> foreign = new ArrayList<>();
        for (String directory : List.of("client", "provider", "http")) {
            try (Stream<Path> files = Files.list(CORE.resolve(directory))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    collect(file, foreign);
                }
            }
        }

        assertThat(foreign).isEmpty();
    }

    private static void collect(Path file, List<String> foreign) throws IOException {
        String code = LOGGED.matcher(Files.readString(file)).replaceAll("");
        code = Pattern.compile("(?s)/\\*.*?\\*/").matcher(code).replaceAll("");
        // What stands between texts is some value.
        code = Pattern.compile("\"\\s*\\+\\s*[^\";{}]+?\\+\\s*\"").matcher(code).replaceAll("300000");
        Matcher texts = TEXTS.matcher(code);
        while (texts.find()) {
            String text = texts.group().replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("^\"|\"$", "");
            if (!NOT_SAID.matcher(text.strip()).matches()
                    && FOREIGN.matcher(Wording.translated(text)).find()) {
                foreign.add(file.getFileName() + ": " + text);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "The task has not ended within 5000 ms (timeout; last heard: Pending); await it with its ticket"
                        + "|The task has not ended within 5 s (flux.timeout; last heard: Pending)",
                "POST https://api.bfl.ai was not sent (java.net.ConnectException: refused); check the address (baseUrl), the proxy"
                        + "|POST https://api.bfl.ai was not sent (refused); check the address (flux.baseUrl), the proxy",
                "The submit's outcome is unknown (the connection ended): it may have been charged, so it is not repeated. Task key fx1:0"
                        + "|It may have been submitted: the connection ended",
                "The request was not sent: java.util.concurrent.TimeoutException|The request was not sent",
                "The image is ready and could not be downloaded (HTTP 404); await it with its ticket"
                        + "|The image is ready and could not be downloaded (HTTP 404)",
                "Task key 'fx1:00' has a task at provider bfl: a second one is not begun"
                        + "|It has a task at provider bfl: a second one is not begun"
            })
    void whatTheCoreSays(String core, String ours) {
        assertThat(Wording.of(new FluxException.TimedOut(core, TaskContext.NONE)))
                .isEqualTo(ours);
    }

    @Test
    void whatADiskSays() {
        assertThat(Wording.of(new NoSuchFileException("/a"))).isEqualTo("there is no file /a");
        assertThat(Wording.of(new AccessDeniedException("/a"))).isEqualTo("/a may not be read or written");
        assertThat(Wording.of(new FileSystemException("/a", null, "Not a directory")))
                .isEqualTo("/a: Not a directory");
        assertThat(Wording.of(new IOException("No space left on device"))).isEqualTo("No space left on device");
        assertThat(Wording.of(new IllegalStateException())).doesNotContain("IllegalState", "null");
    }
}
