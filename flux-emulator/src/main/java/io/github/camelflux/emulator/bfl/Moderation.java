package io.github.camelflux.emulator.bfl;

import io.github.camelflux.emulator.provider.Course;
import io.github.camelflux.emulator.provider.Course.Outcome;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a prompt leads to, by plain words that no harmless prompt needs. Whole words count, in any case; how tolerant
 * a request asks to be does not.
 */
public final class Moderation {
    private static final List<Rule> RULES = List.of(
            new Rule(Outcome.REQUEST_MODERATED, "Sexual Content", "nsfw|porn|pornographic|pornography"),
            new Rule(Outcome.REQUEST_MODERATED, "Violence", "beheading|beheaded|dismembered"),
            new Rule(Outcome.CONTENT_MODERATED, "Sexual Content", "topless"),
            new Rule(Outcome.CONTENT_MODERATED, "Violence", "bloodbath"),
            new Rule(Outcome.CONTENT_MODERATED, "Derivative Works Filter", "mickey mouse"));

    private Moderation() {}

    private record Rule(Outcome outcome, String reason, Pattern words) {

        Rule(Outcome outcome, String reason, String words) {
            this(outcome, reason, Pattern.compile("\\b(?:" + words + ")\\b", Pattern.CASE_INSENSITIVE));
        }

        boolean applies(String prompt) {
            return words.matcher(prompt).find();
        }
    }

    /** Refused as a request if any word says so, with every reason of that stage; else by its content, else not. */
    public static Course of(String prompt) {
        List<Rule> broken = RULES.stream().filter(rule -> rule.applies(prompt)).toList();
        if (broken.isEmpty()) {
            return Course.USUAL;
        }
        Outcome first = broken.get(0).outcome();
        return Course.to(
                first,
                broken.stream()
                        .filter(rule -> rule.outcome() == first)
                        .map(Rule::reason)
                        .toArray(String[]::new));
    }
}
