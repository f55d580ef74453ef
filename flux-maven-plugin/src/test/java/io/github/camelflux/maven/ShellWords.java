package io.github.camelflux.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a command, and the commands of a text, as a shell takes them. */
final class ShellWords {
    private static final String WORD = "(?:'[^']*'|[^\\s'])+";
    private static final Pattern COMMAND = Pattern.compile(
            "mvn [\\w.:-]*:\\w+(?: -(?:pl|f) " + WORD + "| '-[DP][^']*'| -N(?=\\s|$)| -[DP]" + WORD + ")*");

    private ShellWords() {}

    static List<String> of(String command) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile(WORD).matcher(command);
        while (word.find()) {
            words.add(word.group().replace("'", ""));
        }
        return words;
    }

    /** Without the full stop of the sentence that one ends. */
    static List<String> commandsIn(String text) {
        return COMMAND.matcher(text)
                .results()
                .map(found -> found.group().replaceFirst("[.,;)]+$", ""))
                .toList();
    }
}
