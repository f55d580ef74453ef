package io.github.camelflux;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The values that a model allows for a parameter, and how a value that users wrote is read as one of them.
 *
 * <p>A number or a flag may be written as text. No integer is rounded: a seed of 1.5 is refused, not taken for 1. A
 * decimal is checked as it is written, and then taken for the nearest {@code double}.
 */
public final class Allowed {
    /** Enough for any double to the last digit; the time to read a number grows with the square of its length. */
    private static final int LONGEST_NUMBER = 1_000;

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_ADDRESS = 2083;
    private static final int LAST_PORT = 65_535;

    private final String words;
    private final @Nullable Object defaultValue;
    private final Function<Object, Optional<?>> reader;

    private Allowed(String words, @Nullable Object defaultValue, Function<Object, Optional<?>> reader) {
        this.words = words;
        this.defaultValue = defaultValue;
        this.reader = reader;
    }

    /** The allowed values as the end of a sentence, such as {@code 0 to 6}. */
    public String words() {
        return words;
    }

    /** What the provider takes when nothing is set, as its document says; empty where it has no default. */
    public Optional<Object> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** The value in the parameter's own type, or empty for one that is not allowed. */
    Optional<Object> read(Object given) {
        return reader.apply(given).map(value -> value);
    }

    // ---- the kinds of values that the table in FluxModel is written with

    static Allowed prompt(int least, int most) {
        String bounds = String.format(Locale.ROOT, least == 1 ? "at most %2$,d" : "%1$,d to %2$,d", least, most);
        String words = "a text that is not blank, of " + bounds + " whole characters";
        return new Allowed(
                words, null, given -> text(given).filter(text -> text.length() >= least && text.length() <= most));
    }

    static Allowed flag(boolean otherwise) {
        return new Allowed("true or false", otherwise, Allowed::flag);
    }

    static Allowed anyInteger() {
        String words = "an integer of 64 bits";
        return new Allowed(words, null, Allowed::integer);
    }

    /** The largest that the provider's page prints does not exist as an integer of 64 bits. */
    static Allowed seedFromZero() {
        String words = "an integer from 0 to " + Long.MAX_VALUE
                + " (which the provider's page prints rounded, as 9223372036854776000)";
        return new Allowed(words, null, given -> integer(given).filter(number -> number >= 0));
    }

    static Allowed integersFrom(int least) {
        return new Allowed(
                least + " or more",
                null,
                given -> integer(given)
                        .filter(number -> number >= least && number <= Integer.MAX_VALUE)
                        .map(Long::intValue));
    }

    static Allowed integers(int least, int most, int otherwise) {
        return multiples(1, least, most, otherwise);
    }

    static Allowed multiples(int step, int least, int most, int otherwise) {
        String words = least + " to " + most + (step == 1 ? "" : " in steps of " + step);
        return new Allowed(
                words,
                otherwise,
                given -> integer(given)
                        .filter(number -> number >= least && number <= most && number % step == 0)
                        .map(Long::intValue));
    }

    /** One side of an {@link UltraSize}; which sides go together is for the request to say. */
    static Allowed sideOfUltraSize() {
        return new Allowed(
                UltraSize.ALLOWED,
                null,
                given -> integer(given)
                        .filter(side ->
                                UltraSize.ALL.stream().anyMatch(size -> size.width() == side || size.height() == side))
                        .map(Long::intValue));
    }

    static Allowed decimals(int least, int most, double otherwise) {
        return new Allowed(
                least + " to " + most,
                otherwise,
                given -> number(given)
                        .filter(number -> number.compareTo(BigDecimal.valueOf(least)) >= 0
                                && number.compareTo(BigDecimal.valueOf(most)) <= 0)
                        .map(BigDecimal::doubleValue));
    }

    static Allowed aspectRatio(AspectRatio otherwise) {
        return new Allowed(AspectRatio.ALLOWED, otherwise, given -> AspectRatio.parse(given.toString()));
    }

    static Allowed aspectRatioOfUltraSize(AspectRatio otherwise) {
        String words = UltraSize.ALL.stream()
                .map(size -> size.aspectRatio() + " (" + size.width() + "x" + size.height() + ")")
                .collect(Collectors.joining(", "));
        return new Allowed(
                "one of " + words,
                otherwise,
                given -> AspectRatio.parse(given.toString())
                        .filter(ratio -> UltraSize.of(ratio).isPresent()));
    }

    static Allowed outputType() {
        String words = Arrays.stream(OutputType.values()).map(OutputType::id).collect(Collectors.joining(", "));
        return new Allowed(
                words,
                OutputType.URL,
                given -> Arrays.stream(OutputType.values())
                        .filter(type -> type == given || type.id().equals(given))
                        .findFirst());
    }

    /** The first one is the default. */
    static Allowed outputFormat(OutputFormat... formats) {
        String words = Arrays.stream(formats).map(OutputFormat::id).collect(Collectors.joining(" or "));
        return new Allowed(
                words,
                formats[0],
                given -> Arrays.stream(formats)
                        .filter(format -> format == given || format.id().equals(given))
                        .findFirst());
    }

    static Allowed image() {
        return new Allowed(
                InputImage.ALLOWED, null, given -> Optional.of(given).filter(image -> image instanceof InputImage));
    }

    static Allowed name() {
        String words = "a name of 1 to " + LONGEST_NAME + " visible characters";
        return new Allowed(
                words,
                null,
                given -> text(given)
                        .filter(text -> text.length() <= LONGEST_NAME
                                && text.codePoints().allMatch(Allowed::isVisible)));
    }

    static Allowed httpAddress() {
        return new Allowed(
                "an http or https address of 1 to 2083 characters", null, given -> address(given.toString()));
    }

    static Allowed webhookSecret() {
        return new Allowed("a text beside a webhookUrl", null, Allowed::text);
    }

    // ---- reading

    private static Optional<String> text(Object given) {
        return given instanceof String text && !text.isBlank() && isWhole(text) ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Boolean> flag(Object given) {
        String text = given.toString().strip();
        boolean yes = "true".equalsIgnoreCase(text);
        return yes || "false".equalsIgnoreCase(text) ? Optional.of(yes) : Optional.empty();
    }

    private static Optional<Long> integer(Object given) {
        try {
            return number(given).map(BigDecimal::longValueExact);
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<BigDecimal> number(Object given) {
        String text = given.toString().strip();
        try {
            return text.length() <= LONGEST_NUMBER ? Optional.of(new BigDecimal(text)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isVisible(int character) {
        return Printable.isHarmless(character) && !Character.isSpaceChar(character);
    }

    /** Half a character has no bytes to be sent or fingerprinted as. */
    private static boolean isWhole(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static Optional<URI> address(String text) {
        try {
            URI address = new URI(text);
            String scheme = address.getScheme();
            boolean http = "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
            boolean fits = http
                    && address.getHost() != null
                    && address.getPort() <= LAST_PORT
                    && text.length() <= LONGEST_ADDRESS;
            return fits ? Optional.of(address) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
