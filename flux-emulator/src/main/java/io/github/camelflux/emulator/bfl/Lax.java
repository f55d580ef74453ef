package io.github.camelflux.emulator.bfl;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What pydantic makes of a JSON value in its default, lax mode. What the table leaves open was measured with pydantic
 * 2.13.5.
 *
 * @see <a href="https://docs.pydantic.dev/latest/concepts/conversion_table/">what pydantic converts</a>
 * @see <a href="https://docs.pydantic.dev/latest/errors/validation_errors/">its types of error</a>
 */
final class Lax {
    private static final Set<String> TRUE = Set.of("1", "on", "t", "true", "y", "yes");
    private static final Set<String> FALSE = Set.of("0", "off", "f", "false", "n", "no");
    private static final Pattern INTEGER = Pattern.compile("([+-]?\\d+(?:_\\d+)*)(?:\\.0+)?");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)(?:[eE][+-]?\\d+)?");
    private static final Map<String, Double> NUMBER_WORDS =
            Map.of("inf", Double.POSITIVE_INFINITY, "infinity", Double.POSITIVE_INFINITY, "nan", Double.NaN);

    /** Python's limit. */
    static final int MAX_DIGITS = 4300;

    private Lax() {}

    static String text(JsonNode value) throws Mismatch {
        if (!value.isTextual()) {
            throw new Mismatch("string_type", "Input should be a valid string");
        }
        return value.textValue();
    }

    static boolean flag(JsonNode value) throws Mismatch {
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        String message = "Input should be a valid boolean";
        double number = value.doubleValue();
        if (!value.isTextual() && !value.isNumber() || number != Math.rint(number)) {
            throw new Mismatch("bool_type", message);
        }
        String word = value.isTextual() ? value.textValue().toLowerCase(Locale.ROOT) : word(number);
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            throw new Mismatch("bool_parsing", message + ", unable to interpret input");
        }
        return TRUE.contains(word);
    }

    private static String word(double number) {
        return number == 0 ? "0" : number == 1 ? "1" : "";
    }

    static BigInteger integer(JsonNode value) throws Mismatch {
        if (value.isBoolean()) {
            return value.booleanValue() ? BigInteger.ONE : BigInteger.ZERO;
        }
        if (value.isIntegralNumber()) {
            return value.bigIntegerValue();
        }
        if (value.isNumber()) {
            return integer(value.doubleValue());
        }
        if (value.isTextual()) {
            return integer(value.textValue().strip());
        }
        throw new Mismatch("int_type", "Input should be a valid integer");
    }

    private static BigInteger integer(double number) throws Mismatch {
        if (!Double.isFinite(number)) {
            throw new Mismatch("finite_number", "Input should be a finite number");
        }
        if (number != Math.rint(number)) {
            throw new Mismatch(
                    "int_from_float", "Input should be a valid integer, got a number with a fractional part");
        }
        if (Math.abs(number) >= Long.MAX_VALUE) {
            throw tooLarge();
        }
        return BigInteger.valueOf((long) number);
    }

    private static BigInteger integer(String text) throws Mismatch {
        if (text.length() > MAX_DIGITS) {
            throw tooLarge();
        }
        var matcher = INTEGER.matcher(text);
        if (!matcher.matches()) {
            throw new Mismatch("int_parsing", "Input should be a valid integer, unable to parse string as an integer");
        }
        return new BigInteger(matcher.group(1).replace("_", ""));
    }

    private static Mismatch tooLarge() {
        return new Mismatch("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size");
    }

    /** May be infinite or not a number, which no bounds allow. */
    static double number(JsonNode value) throws Mismatch {
        if (value.isBoolean()) {
            return value.booleanValue() ? 1 : 0;
        }
        if (value.isTextual()) {
            return number(value.textValue().strip());
        }
        if (!value.isNumber()) {
            throw new Mismatch("float_type", "Input should be a valid number");
        }
        return value.doubleValue();
    }

    private static double number(String text) throws Mismatch {
        if (NUMBER.matcher(text).matches()) {
            return Double.parseDouble(text.replace("_", ""));
        }
        String word = text.replaceFirst("^[+-]", "").toLowerCase(Locale.ROOT);
        Double special = NUMBER_WORDS.get(word);
        if (special == null) {
            throw new Mismatch("float_parsing", "Input should be a valid number, unable to parse string as a number");
        }
        return text.startsWith("-") ? -special : special;
    }
}
