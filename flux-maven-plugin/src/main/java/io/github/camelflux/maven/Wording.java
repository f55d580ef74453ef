package io.github.camelflux.maven;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What went wrong, in words of those who run Maven: the core knows tickets, task keys and options of other front ends, and
 * Java says much by names of classes.
 */
final class Wording {
    private static final Map<Pattern, String> WORDS = new LinkedHashMap<>();

    static {
        word("[;,:] (await|ask for) it (there, with its ticket|there|again later|with its ticket)", "");
        word(
                "The submit's outcome is unknown \\((.*)\\): it may have been charged, .*",
                "It may have been submitted: $1");
        word("[.]? Task key \\S+$", "");
        word("Task key '\\S+' ", "It ");
        word("Too many tickets from elsewhere are", "Too much is");
        word("with the key \\S+", "for it");
        word("its state is \\w+", "it was left there");
        word("([0-9]+)000 ms \\(timeout", "$1 s (flux.timeout");
        word("([0-9]+) ms \\(timeout", "$1 ms (flux.timeout");
        word("\\((baseUrl|runwareBaseUrl|queueTimeout|maxCost)\\)", "(flux.$1)");
        word(" \\((maxImageSize|maxQueuedTasks|requestTimeout|deliveryHosts|trustedOrigins)\\)", "");
        word("The client was closed", "The build was ended");
        // Names of classes, with or without a message of their own behind them.
        word("(?:[a-z]\\w*[.])+[A-Z]\\w*(?:[.$][A-Z]\\w*)*(?:: )?", "");
        word(" ?\\(\\)", "");
        word(":? ?$", "");
    }

    private Wording() {}

    private static void word(String core, String ours) {
        WORDS.put(Pattern.compile(core), ours);
    }

    static String of(Throwable failure) {
        if (failure instanceof IOException io) {
            return of(io);
        }
        String said = failure.getMessage();
        if (said == null || said.isBlank()) {
            return "it broke without a word; -X tells where";
        }
        return translated(said);
    }

    private static String of(IOException failure) {
        if (failure instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile();
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + " may not be read or written";
        }
        if (failure instanceof FileSystemException other && other.getReason() != null) {
            return other.getFile() + ": " + other.getReason();
        }
        return translated(String.valueOf(failure.getMessage()));
    }

    static String translated(String said) {
        String text = said;
        for (Map.Entry<Pattern, String> word : WORDS.entrySet()) {
            text = word.getKey().matcher(text).replaceAll(word.getValue());
        }
        return text;
    }
}
