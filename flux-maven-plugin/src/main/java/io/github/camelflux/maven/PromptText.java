package io.github.camelflux.maven;

import java.util.stream.Collectors;

/** A prompt without what editors and formatters of XML change: line ends, indentation, white space at the ends. */
final class PromptText {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private PromptText() {}

    /** Strips each line, and drops the empty ones before the first and after the last; all else stays. */
    static String of(String written) {
        String text = written.startsWith(BYTE_ORDER_MARK) ? written.substring(1) : written;
        return text.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
    }
}
