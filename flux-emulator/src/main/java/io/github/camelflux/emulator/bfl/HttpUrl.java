package io.github.camelflux.emulator.bfl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address as pydantic's type of this name takes it: more leniently than {@link java.net.URI}, which knows no blank
 * in a path and no host with an underscore, as containers like to have.
 *
 * @see <a href="https://url.spec.whatwg.org/#url-parsing">how browsers read one, and pydantic</a>
 */
final class HttpUrl {
    private static final int MAX_LENGTH = 2083;
    private static final Pattern EDGES = Pattern.compile("^[\\x00-\\x20]+|[\\x00-\\x20]+$|[\\t\\r\\n]");
    private static final Pattern ABSOLUTE = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):[/\\\\]*([^/\\\\?#]*).*");
    private static final Pattern AUTHORITY = Pattern.compile("(?:.*@)?(\\[[^\\]]*]?|[^:]*)(?::(.*))?");
    private static final Pattern HOST = Pattern.compile("\\[[0-9a-fA-F:.]+]|[^\\x00-\\x20#%/:<>?@\\[\\\\\\]^|]+");
    private static final Pattern PORT = Pattern.compile("0*\\d{0,5}");
    private static final int MAX_PORT = 65_535;

    private HttpUrl() {}

    /** The address as it was given. */
    static String of(JsonNode value) throws Mismatch {
        if (!value.isTextual()) {
            throw new Mismatch("url_type", "URL input should be a string or URL");
        }
        if (value.textValue().length() > MAX_LENGTH) {
            String message = "URL should have at most " + MAX_LENGTH + " characters";
            throw new Mismatch("url_too_long", message, Map.of("max_length", MAX_LENGTH));
        }
        check(EDGES.matcher(value.textValue()).replaceAll(""));
        return value.textValue();
    }

    private static void check(String url) throws Mismatch {
        Matcher absolute = ABSOLUTE.matcher(url);
        if (!absolute.matches()) {
            throw unreadable(url.isEmpty() ? "input is empty" : "relative URL without a base");
        }
        if (!absolute.group(1).matches("(?i)https?")) {
            String schemes = "'http' or 'https'";
            throw new Mismatch("url_scheme", "URL scheme should be " + schemes, Map.of("expected_schemes", schemes));
        }
        checkAuthority(absolute.group(2));
    }

    private static void checkAuthority(String text) throws Mismatch {
        Matcher authority = AUTHORITY.matcher(text);
        if (!authority.matches() || authority.group(1).isEmpty()) {
            throw unreadable("empty host");
        }
        if (!HOST.matcher(authority.group(1)).matches()) {
            throw unreadable("invalid international domain name");
        }
        String port = authority.group(2);
        boolean known = port == null || port.isEmpty();
        if (!known && !(PORT.matcher(port).matches() && Integer.parseInt(port) <= MAX_PORT)) {
            throw unreadable("invalid port number");
        }
    }

    private static Mismatch unreadable(String error) {
        return new Mismatch("url_parsing", "Input should be a valid URL, " + error, Map.of("error", error));
    }
}
