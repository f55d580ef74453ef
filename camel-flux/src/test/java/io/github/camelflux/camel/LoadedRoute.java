package io.github.camelflux.camel;

import io.github.camelflux.PollSchedule;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A JVM of its own that sends prompts through one route and prints what that took, for {@link LoadTest} to judge. */
final class LoadedRoute {
    private LoadedRoute() {}

    /** Arguments: the emulator's address, a key, how many prompts, and a folder for the images or {@code -} for none. */
    public static void main(String[] args) throws Exception {
        int prompts = Integer.parseInt(args[2]);
        String target = args[3].equals("-") ? "mock:images?retainFirst=0" : "file:" + Path.of(args[3]);
        AtomicInteger images = new AtomicInteger();
        AtomicLong bytes = new AtomicLong();
        CountDownLatch done = new CountDownLatch(prompts);
        try (CamelContext context = new DefaultCamelContext()) {
            FluxComponent component = context.getComponent("flux", FluxComponent.class);
            component.setBaseUrl(args[0]);
            component.setApiKey(args[1]);
            component.setPollSchedule(PollSchedule.every(Duration.ofMillis(50)));
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    onException(Exception.class).handled(true).process(exchange -> {
                        System.out.println(exchange.getProperty(Exchange.EXCEPTION_CAUGHT));
                        done.countDown();
                    });
                    from("seda:prompts?size=10000&waitForTaskToComplete=Never")
                            .to("flux:ultra?seed=1")
                            .process(exchange -> bytes.addAndGet(exchange.getMessage()
                                    .getBody(StreamCache.class)
                                    .length()))
                            .setHeader("CamelFileName", header(FluxConstants.FILE_NAME))
                            .to(target)
                            .process(exchange -> {
                                images.incrementAndGet();
                                done.countDown();
                            });
                }
            });
            context.start();
            ProducerTemplate template = context.createProducerTemplate();
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            int idle = threads.getThreadCount();
            threads.resetPeakThreadCount();
            long began = System.nanoTime();
            for (int i = 0; i < prompts; i++) {
                template.sendBody("seda:prompts", "A lighthouse at dusk");
            }
            boolean finished = done.await(5, TimeUnit.MINUTES);
            System.out.println("images=" + images + " finished=" + finished + " megabytes=" + bytes.get() / 1_000_000
                    + " idleThreads=" + idle + " peakThreads=" + threads.getPeakThreadCount() + " startedThreads="
                    + threads.getTotalStartedThreadCount() + " seconds="
                    + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        }
    }
}
