package io.github.camelflux.emulator.webhook;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a webhook goes, and whether it may go there.
 *
 * @param uri null if Java cannot read the address
 */
record Target(@Nullable URI uri) {
    /** No other name is looked up, so that no name server decides what is loopback. */
    private static final Pattern LOOPBACK =
            Pattern.compile("(?i)localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[(0{0,4}:){1,7}:?0{0,3}1]");

    static Target of(String url) {
        try {
            return new Target(URI.create(url.strip()));
        } catch (IllegalArgumentException e) {
            return new Target(null);
        }
    }

    /** Why it is not called; empty if it is. */
    String refusal(boolean anywhere) {
        if (uri == null
                || uri.getHost() == null
                || !String.valueOf(uri.getScheme()).matches("(?i)https?")) {
            return "refused: no http or https address that can be called";
        }
        return anywhere || LOOPBACK.matcher(uri.getHost()).matches()
                ? ""
                : "refused: not a loopback address, see webhooksAnywhere";
    }

    /** Without what may be secret. */
    String shown() {
        if (uri == null || uri.getHost() == null) {
            return "";
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
    }
}
