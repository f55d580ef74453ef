package io.github.camelflux.springboot;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Waits for many images at a time, and prints on which threads. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class VirtualThreadsApplication {
    /** As many as may be in flight. */
    static final int IMAGES = 24;

    public static void main(String[] arguments) throws Exception {
        try (ConfigurableApplicationContext context =
                SpringApplication.run(VirtualThreadsApplication.class, arguments)) {
            ProducerTemplate template = context.getBean(ProducerTemplate.class);
            send(template).get(20, TimeUnit.SECONDS);
            int idle = platformThreads().size();

            List<CompletableFuture<Exchange>> waiting = new ArrayList<>();
            for (int i = 0; i < IMAGES; i++) {
                waiting.add(send(template));
            }
            CompletableFuture<?> all = CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new));
            // The emulator takes two seconds for a task: in the middle of that all of them wait.
            CompletableFuture<Set<Thread>> meanwhile = CompletableFuture.supplyAsync(
                    VirtualThreadsApplication::platformThreads, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
            int busy = meanwhile.get(10, TimeUnit.SECONDS).size();
            boolean early = all.isDone();
            all.get(30, TimeUnit.SECONDS);

            System.out.println("images: "
                    + waiting.stream()
                            .filter(sent -> sent.join().getMessage().getBody(byte[].class).length > 1000)
                            .count());
            System.out.println(
                    "routed on a virtual thread: " + waiting.get(0).join().getProperty("virtual", Boolean.class));
            System.out.println("platform threads more than idle: " + (early ? 99 : busy - idle));
            System.out.printf(
                    "[figure] platform threads of a Spring Boot application with virtual threads: %d idle, %d while %d"
                            + " images are waited for%n",
                    idle, busy, IMAGES);
        }
    }

    private static CompletableFuture<Exchange> send(ProducerTemplate template) {
        return template.asyncSend("direct:image", exchange -> {
            exchange.getMessage().setBody(TestApplication.PROMPT);
            exchange.getMessage().setHeader("order", UUID.randomUUID().toString());
        });
    }

    /** Virtual ones are not among them. */
    private static Set<Thread> platformThreads() {
        return Thread.getAllStackTraces().keySet();
    }

    @Bean
    RouteBuilder route() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:image")
                        .to("flux:pro?width=256&height=256")
                        .convertBodyTo(byte[].class)
                        .process(exchange -> exchange.setProperty("virtual", isVirtual(Thread.currentThread())));
            }
        };
    }

    /** {@code Thread.isVirtual()}, which the oldest Java that this is compiled for does not have. */
    private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
        return (Boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    }
}
