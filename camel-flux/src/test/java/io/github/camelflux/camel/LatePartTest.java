package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A part of a parallel splitter that Camel no longer waits for, and that begins its task when the whole is repeated. */
class LatePartTest extends FluxRouteTestCase {
    private static final long PATIENCE_S = 20;

    private final AtomicInteger round = new AtomicInteger();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final CompletableFuture<Exchange> late = new CompletableFuture<>();
    private boolean comesFirst;

    @ParameterizedTest
    @CsvSource({"stop,true", "stop,false", "timeout,true", "timeout,false"})
    void isNotPaidForOnceMore(String ended, boolean comesBeforeTheRepetition) throws Exception {
        comesFirst = comesBeforeTheRepetition;

        Exchange whole = send("direct:" + ended, "fox,hare");
        released.complete(null);

        assertThat(whole.getException()).isNull();
        Exchange part = late.get(PATIENCE_S, TimeUnit.SECONDS);
        if (comesFirst) {
            assertThat(part.getException()).isNull();
        } else {
            assertThat(part.getException(FluxException.Refused.class).reason())
                    .isEqualTo(FluxException.Refused.Reason.ELSEWHERE);
        }
        assertThat(emulator().ledger().charges()).hasSize(2);
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // The delay keeps the repetition apart from the parts before it, which clocks of milliseconds tell
                // apart.
                errorHandler(defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(10));
                from("direct:stop").to("direct:stopped");
                images(from("direct:stopped")
                        .errorHandler(noErrorHandler())
                        .process(this::next)
                        .split(body().tokenize(","))
                        .parallelProcessing()
                        .stopOnException());
                from("direct:timeout").to("direct:timedOut");
                images(from("direct:timedOut")
                                .errorHandler(noErrorHandler())
                                .process(this::next)
                                .split(body().tokenize(","))
                                .parallelProcessing()
                                .timeout(500))
                        .process(exchange -> failInTheFirst(exchange));
            }

            private ProcessorDefinition<?> images(SplitDefinition split) {
                return split.process(LatePartTest.this::hold)
                        .to("flux:pro?width=256&height=256")
                        .end();
            }

            private void next(Exchange exchange) {
                if (round.incrementAndGet() == 2 && comesFirst) {
                    released.complete(null);
                }
            }
        };
    }

    private void failInTheFirst(Exchange exchange) throws IOException {
        if (round.get() == 1) {
            throw new IOException("The upload failed");
        }
    }

    /** In the first round the fox waits until it is late, and the hare fails. */
    private void hold(Exchange exchange) throws Exception {
        boolean isFox = "fox".equals(exchange.getMessage().getBody(String.class));
        if (round.get() == 2) {
            if (comesFirst) {
                late.get(PATIENCE_S, TimeUnit.SECONDS);
            }
        } else if (isFox) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    late.complete(done);
                }
            });
            begun.complete(null);
            released.get(PATIENCE_S, TimeUnit.SECONDS);
        } else {
            begun.get(PATIENCE_S, TimeUnit.SECONDS);
            throw new IOException("The hare has gone");
        }
    }
}
