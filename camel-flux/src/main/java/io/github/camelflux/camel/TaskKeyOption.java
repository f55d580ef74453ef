package io.github.camelflux.camel;

import io.github.camelflux.Printable;
import io.github.camelflux.RequestFault;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.spi.Language;
import org.apache.camel.support.LanguageSupport;
import org.apache.camel.support.builder.ExpressionBuilder;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint names its tasks: by a text, or by one with expressions in it, each of which has to find something.
 * {@code order-${header.orderId}} without that header would be one name for every message.
 */
final class TaskKeyOption {
    private static final Pattern START_OR_END = Pattern.compile("\\$(simple)?\\{|\\}");

    /** Beside an expression they say what becomes of nothing, or leave it out: such a text is Simple's as a whole. */
    private static final Pattern OPERATOR = Pattern.compile("(^|\\s)(\\?:|\\?~>|~>|\\?)(\\s|$)|^(\\+\\+|--)");

    private final String text;
    private final List<Part> parts;

    private record Part(String text, Expression expression) {}

    private TaskKeyOption(CamelContext context, String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
        parts.forEach(part -> part.expression.init(context));
    }

    /** @param text as it is written, in the Simple language */
    static TaskKeyOption of(CamelContext context, String text) {
        Language simple = context.resolveLanguage("simple");
        List<Part> parts = new ArrayList<>();
        for (String piece : pieces(text)) {
            Expression expression = LanguageSupport.hasSimpleFunction(piece)
                    ? simple.createExpression(piece)
                    : ExpressionBuilder.constantExpression(piece);
            parts.add(new Part(piece, expression));
        }
        return new TaskKeyOption(context, text, parts);
    }

    /** @param reference what the expression is called where it was found */
    static TaskKeyOption of(CamelContext context, Expression expression, String reference) {
        return new TaskKeyOption(context, reference, List.of(new Part(reference, expression)));
    }

    /** Texts and expressions by turns; one piece where more than these stands in it. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        Matcher mark = START_OR_END.matcher(text);
        int begin = 0;
        int depth = 0;
        while (mark.find()) {
            boolean starts = mark.group().length() > 1;
            if (starts && depth++ == 0) {
                addLiteral(pieces, text.substring(begin, mark.start()));
                begin = mark.start();
            } else if (!starts && depth > 0 && --depth == 0) {
                pieces.add(text.substring(begin, mark.end()));
                begin = mark.end();
            }
        }
        addLiteral(pieces, text.substring(begin));
        boolean isPlain = depth == 0
                && !text.contains("\\")
                && !text.contains("$init{")
                && pieces.stream()
                        .filter(piece -> !LanguageSupport.hasSimpleFunction(piece))
                        .noneMatch(literal -> OPERATOR.matcher(literal).find());
        return isPlain ? pieces : List.of(text);
    }

    private static void addLiteral(List<String> pieces, String literal) {
        if (!literal.isEmpty()) {
            pieces.add(literal);
        }
    }

    /**
     * The name for a message's task.
     *
     * @param faults gets what has found nothing
     */
    String evaluate(Exchange exchange, List<RequestFault> faults) {
        StringBuilder key = new StringBuilder();
        for (Part part : parts) {
            String value = value(part.expression, exchange);
            if (value == null || (value.isBlank() && isExpression(part))) {
                faults.add(new RequestFault(
                        "taskKey",
                        text,
                        "a name whose every expression finds something in the message, which " + Printable.of(part.text)
                                + " did not"));
                return "";
            }
            key.append(value);
        }
        return key.toString();
    }

    /** A literal may be a blank between two expressions. */
    private boolean isExpression(Part part) {
        return parts.size() == 1 || LanguageSupport.hasSimpleFunction(part.text);
    }

    /** What cannot be read is not there; why not is Camel's to say, and may quote the message. */
    private static @Nullable String value(Expression expression, Exchange exchange) {
        try {
            return expression.evaluate(exchange, String.class);
        } catch (RuntimeException e) {
            return null;
        }
    }
}
