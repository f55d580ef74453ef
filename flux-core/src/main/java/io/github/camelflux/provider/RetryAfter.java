package io.github.camelflux.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.http.HttpOutcome;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads how long a provider asks to wait: seconds or a date in a header, or seconds in the body. */
final class RetryAfter {
    /** A century, as which any longer time counts: with it, nobody's sum overflows. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private RetryAfter() {}

    static @Nullable Duration read(HttpOutcome.Reply reply, JsonNode body, Instant now) {
        Duration fromHeader = reply.header("retry-after")
                .map(text -> parse(text.strip(), now))
                .orElse(null);
        if (fromHeader != null) {
            return fromHeader;
        }
        BigDecimal seconds = Json.amount(body, "retry_after");
        return seconds == null ? null : bounded(seconds);
    }

    private static @Nullable Duration parse(String text, Instant now) {
        if (text.matches("[0-9]{1,18}")) {
            return bounded(new BigDecimal(text));
        }
        try {
            Instant when = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return bounded(
                    BigDecimal.valueOf(Math.max(0, Duration.between(now, when).toSeconds())));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration bounded(BigDecimal seconds) {
        BigDecimal longest = BigDecimal.valueOf(LONGEST.toSeconds());
        return Duration.ofMillis(seconds.min(longest).scaleByPowerOfTen(3).longValue());
    }
}
