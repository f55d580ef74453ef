package io.github.camelflux.provider;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.OutputType;
import io.github.camelflux.Parameter;
import io.github.camelflux.Ticket;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was asked for about the delivery of a task's images, which its answers cannot be understood without. The query
 * of a ticket's address carries it to whoever takes the task up; it is never sent.
 *
 * @param results how many images there will be
 * @param inline whether they come within the answer
 * @param addressLife how long an address works
 */
record RunwareDelivery(int results, boolean inline, Duration addressLife) {
    /** How long an address works when nobody asked for a time; the provider documents none. */
    private static final Duration USUAL_LIFE = Duration.ofHours(1);

    private static final int MOST_RESULTS = 20;
    private static final Pattern RESULTS = member("results");
    private static final Pattern INLINE = member("inline");
    private static final Pattern TTL = member("ttl");

    private static Pattern member(String name) {
        return Pattern.compile("(?:^|&)" + name + "=([0-9]{1,9})(?:&|$)");
    }

    static RunwareDelivery of(ImageRequest request) {
        OutputType type = request.outputType();
        Duration life = request.get(Parameter.TTL)
                .map(seconds -> Duration.ofSeconds((Integer) seconds))
                .orElse(USUAL_LIFE);
        return new RunwareDelivery(request.numberResults(), type != null && type != OutputType.URL, life);
    }

    /** Reads what a ticket says, which may come from anybody. */
    static RunwareDelivery of(Ticket ticket) {
        String query = String.valueOf(ticket.pollingUrl().getRawQuery());
        int results = Math.min(Math.max(1, number(query, RESULTS, 1)), MOST_RESULTS);
        Duration life = Duration.ofSeconds(number(query, TTL, Math.toIntExact(USUAL_LIFE.toSeconds())));
        return new RunwareDelivery(results, number(query, INLINE, 0) == 1, life);
    }

    private static int number(String query, Pattern member, int otherwise) {
        Matcher matcher = member.matcher(query);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : otherwise;
    }

    URI address(URI api) {
        String life = addressLife.equals(USUAL_LIFE) ? "" : "&ttl=" + addressLife.toSeconds();
        return URI.create(api + "?results=" + results + (inline ? "&inline=1" : "") + life);
    }
}
