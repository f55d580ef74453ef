package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** What is remembered of exchanges, in case that they are repeated, is forgotten with them. */
class RememberedTasksTest extends FluxRouteTestCase {
    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(CamelExchangeException.class).continued(true);
                from("direct:all")
                        .process(exchange -> {
                            throw new CamelExchangeException("before", exchange);
                        })
                        .enrich("direct:image", (whole, image) -> whole)
                        .recipientList(constant("direct:image"))
                        .end()
                        .split(constant("1,2").tokenize(","))
                        .to("direct:image")
                        .end()
                        .process(exchange -> {
                            throw new CamelExchangeException("after", exchange);
                        });
                from("direct:image").setBody(constant("A fox")).to("flux:pro?width=256&height=256&taskKey=fox");
            }
        };
    }

    @Test
    void isForgottenWithThem() {
        Repetitions repetitions =
                context().getComponent("flux", FluxComponent.class).parts().repetitions();
        for (int message = 0; message < 20; message++) {
            assertThat(send("direct:all", "any").getException()).isNull();
        }

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (repetitions.size() > 1 && System.nanoTime() < deadline) {
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        // The last message may still be within somebody's reach.
        assertThat(repetitions.size()).isLessThanOrEqualTo(1);
    }
}
