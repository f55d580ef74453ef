package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.junit.jupiter.api.Test;

/** Where Camel takes the exchange of a message that is done for the next one, that one has no tasks of the other. */
class PooledExchangesTest extends FluxRouteTestCase {
    private final List<String> tasks = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    /** A consumer that the test gives messages to. */
    private static final class Source extends DefaultEndpoint {
        private Consumer consumer;

        Source(String uri, DefaultComponent component) {
            super(uri, component);
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            consumer = new DefaultConsumer(this, processor);
            return consumer;
        }

        void send(String prompt) throws Exception {
            Exchange exchange = consumer.createExchange(true);
            exchange.getMessage().setBody(prompt);
            consumer.getProcessor().process(exchange);
        }
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        ExtendedCamelContext camel = context.getCamelContextExtension();
        camel.setExchangeFactory(new PooledExchangeFactory());
        context.addComponent("source", new DefaultComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
                return new Source(uri, this);
            }
        });
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("source:messages")
                        .doTry()
                        .to("flux:pro?width=256&height=256")
                        .process(exchange -> {
                            tasks.add(exchange.getMessage().getHeader(FluxConstants.TASK_ID, String.class));
                            throw new IOException("The upload failed");
                        })
                        .doCatch(IOException.class)
                        .end()
                        .to("seda:later");
                from("seda:later").process(exchange -> end.await(20, TimeUnit.SECONDS));
            }
        };
    }

    @Test
    void areOfOneMessageAtATime() throws Exception {
        Source source = context().getEndpoint("source:messages", Source.class);

        for (int message = 0; message < 3; message++) {
            source.send("A fox");
        }
        end.countDown();

        assertThat(tasks).hasSize(3).doesNotHaveDuplicates();
        assertThat(emulator().ledger().charges()).hasSize(3);
    }
}
