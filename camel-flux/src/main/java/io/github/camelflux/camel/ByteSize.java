package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.RequestFault;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads sizes as people write them. */
final class ByteSize {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})\\s*([KMG]?)B?");

    private ByteSize() {}

    /** @throws InvalidRequest if it is no size above zero */
    static long parse(String option, String text) {
        Matcher matcher = TEXT.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw InvalidRequest.of(new RequestFault(option, text, "bytes, or a number with KB, MB or GB"));
        }
        int power = " KMG".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
        return Long.parseLong(matcher.group(1)) << (10 * power);
    }
}
