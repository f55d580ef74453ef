package io.github.camelflux;

import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * A task that a provider has accepted: all that is needed to ask for its result later, in this process or another.
 *
 * <p>It carries no secret. Its polling address is checked again each time a key would be sent there, so a ticket may
 * come from a message.
 *
 * @param provider who accepted it
 * @param model what generates the image
 * @param id the task's name, which BFL gives and Runware takes from us
 * @param pollingUrl where to ask, as given by BFL; for Runware the API's address, with what is needed to read its answers
 *     as a query that is never sent. At most 2,000 ASCII characters
 * @param submittedAt when the acceptance was read, by this machine's clock
 * @param quote what was said about its price with the acceptance
 */
public record Ticket(Provider provider, FluxModel model, String id, URI pollingUrl, Instant submittedAt, Quote quote)
        implements Serializable {

    private static final String VERSION = "fx1";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,200}");
    private static final Pattern ADDRESS = Pattern.compile("[!-~]{0,2000}");
    private static final int FIELDS = 7;
    private static final int LONGEST = 4000;

    public Ticket {
        if (!isId(id)) {
            throw new IllegalArgumentException("A task id is 1 to 200 letters, digits, dots, dashes or underscores");
        }
        if (!ADDRESS.matcher(pollingUrl.toString()).matches()) {
            throw new IllegalArgumentException("A polling address is at most 2,000 visible ASCII characters");
        }
    }

    /** Whether a text can be a task id; anything else could not be put in a header or a log. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** The text form, one line that fits in a header: {@code fx1|<provider>|ultra|<id>|<when>|<quote>|<address>}. */
    public String toText() {
        return String.join(
                "|",
                VERSION,
                provider.id(),
                model.id(),
                id,
                submittedAt.toString(),
                quote.toText(),
                pollingUrl.toString());
    }

    /**
     * Reads the {@linkplain #toText() text form}.
     *
     * @throws FluxException.InvalidRequest if it is anything else
     */
    public static Ticket parse(String text) {
        String[] fields = text.length() > LONGEST ? new String[0] : text.split("\\|", FIELDS);
        if (fields.length != FIELDS || !fields[0].equals(VERSION)) {
            throw invalid(text);
        }
        try {
            return new Ticket(
                    Provider.of(fields[1]),
                    FluxModel.of(fields[2]),
                    fields[3],
                    new URI(fields[6]),
                    Instant.parse(fields[4]),
                    Quote.parse(fields[5]));
        } catch (URISyntaxException | DateTimeParseException | IllegalArgumentException e) {
            throw invalid(text);
        }
    }

    private static FluxException.InvalidRequest invalid(String text) {
        return FluxException.InvalidRequest.of(
                new RequestFault("ticket", text, "the text of a ticket as " + VERSION + "|provider|model|id|..."));
    }

    /** The same as {@link #toText()}. */
    @Override
    public String toString() {
        return toText();
    }
}
