package io.github.camelflux.maven;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds promises in what builds print. */
final class PromiseWords {
    private PromiseWords() {}

    /** The sentences of one kind, without what Maven puts around lines. */
    static List<String> said(Promise promise, String output) {
        String text = output.lines()
                .map(line ->
                        line.replaceFirst("^\\[(INFO|WARNING|ERROR)\\] ?", "").replace(" -> [Help 1]", ""))
                .collect(Collectors.joining("\n"));
        String pattern = Stream.of(promise.template().split("%s", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*?"));
        if (promise.template().endsWith("%s")) {
            pattern += ".*";
        }
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
