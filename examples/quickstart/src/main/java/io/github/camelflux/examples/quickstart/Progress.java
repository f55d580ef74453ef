package io.github.camelflux.examples.quickstart;

import io.github.camelflux.camel.FluxConstants;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Prints one line for each prompt, and a summary. */
final class Progress {
    private final PrintStream out;
    private final int prompts;
    private int images;
    private int failures;
    private BigDecimal cost = BigDecimal.ZERO;

    Progress(PrintStream out, int prompts) {
        this.out = out;
        this.prompts = prompts;
    }

    synchronized void finished(Exchange exchange) {
        images++;
        Message message = exchange.getMessage();
        BigDecimal price = message.getHeader(FluxConstants.COST, BigDecimal.class);
        cost = cost.add(price);
        out.printf(
                "  %d/%d  %sx%s  generated in %.1f s  $%s  %s%n",
                images + failures,
                prompts,
                message.getHeader(FluxConstants.IMAGE_WIDTH),
                message.getHeader(FluxConstants.IMAGE_HEIGHT),
                message.getHeader(FluxConstants.DURATION, Long.class) / 1000.0,
                price.toPlainString(),
                exchange.getProperty("prompt"));
    }

    synchronized void failed(Exchange exchange) {
        failures++;
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        out.printf(
                "  %d/%d  FAILED  %s%n        %s%n",
                images + failures, prompts, exchange.getProperty("prompt"), cause.getMessage());
    }

    synchronized void summarise(Duration total) {
        out.printf("%n%d images in %.1f s for $%s", images, total.toMillis() / 1000.0, cost.toPlainString());
        out.println(failures == 0 ? "" : ", " + failures + " failed");
    }
}
