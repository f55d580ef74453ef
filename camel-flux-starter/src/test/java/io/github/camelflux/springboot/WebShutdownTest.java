package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.TaskScript;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How long an application with a web server takes to stop: the server drains first, and then Camel. */
class WebShutdownTest {
    private static final Duration CAMELS_PATIENCE = Duration.ofSeconds(3);

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.sketches(true));

    private final FluxEmulator emulator = FLUX.emulator();
    private final HttpClient client = HttpClient.newHttpClient();

    @RestController
    static class Covers {
        private final ProducerTemplate template;

        Covers(ProducerTemplate template) {
            this.template = template;
        }

        @GetMapping(path = "/cover", produces = "image/jpeg")
        CompletableFuture<byte[]> cover() {
            return template.asyncSend("direct:image", exchange -> {
                        exchange.getMessage().setBody(TestApplication.PROMPT);
                        exchange.getMessage()
                                .setHeader("order", UUID.randomUUID().toString());
                    })
                    .thenApply(exchange -> exchange.getMessage().getBody(byte[].class));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Web {
        @Bean
        Covers covers(ProducerTemplate template) {
            return new Covers(template);
        }

        @Bean
        Submitted submitted() {
            return new Submitted();
        }
    }

    static final class Submitted implements TaskListener {
        private final CountDownLatch one = new CountDownLatch(1);

        @Override
        public void submitted(TaskContext task) {
            one.countDown();
        }
    }

    private TestApplication start(Duration serversPatience) {
        return TestApplication.start(
                new SpringApplicationBuilder(TestApplication.WithRoute.class, Web.class)
                        .web(WebApplicationType.SERVLET),
                TestApplication.on(
                        emulator,
                        "server.port=0",
                        "camel.component.flux.task-listener=#bean:submitted",
                        "spring.lifecycle.timeout-per-shutdown-phase=" + serversPatience.toSeconds() + "s",
                        "camel.main.shutdown-timeout=" + CAMELS_PATIENCE.toSeconds()));
    }

    /** A request over HTTP that waits for its image. */
    private CompletableFuture<HttpResponse<byte[]>> order(TestApplication application) throws InterruptedException {
        String port = application.context().getEnvironment().getProperty("local.server.port");
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/cover"))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(application.context().getBean(Submitted.class).one.await(20, TimeUnit.SECONDS))
                .isTrue();
        return answer;
    }

    private static Duration close(TestApplication application) {
        long start = System.nanoTime();
        application.close();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void aRequestThatWaitsIsAnsweredWhileTheServerDrains() throws Exception {
        emulator.nextTask(TaskScript.ready().taking(Duration.ofSeconds(1)));
        TestApplication application = start(Duration.ofSeconds(20));
        CompletableFuture<HttpResponse<byte[]>> answer = order(application);

        Duration taken = close(application);

        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(answer.join().body()).hasSizeGreaterThan(1000);
        System.out.printf(
                "[figure] ms to stop a Spring Boot application whose image takes 1 s: %d%n", taken.toMillis());
    }

    /** The sum of the two is what a grace period has to be longer than. */
    @Test
    @Tag("full")
    void whatNeverEndsTakesThePatienceOfTheServerAndThenThatOfCamel() throws Exception {
        emulator.nextTask(TaskScript.neverReady());
        Duration serversPatience = Duration.ofSeconds(2);
        TestApplication application = start(serversPatience);
        CompletableFuture<HttpResponse<byte[]>> answer = order(application);

        Duration taken = close(application);

        assertThat(taken).isBetween(serversPatience.plus(CAMELS_PATIENCE), Duration.ofSeconds(15));
        assertThat(answer).isCompletedExceptionally();
        System.out.printf(
                "[figure] ms to stop a Spring Boot application whose image never comes, with %d s for Tomcat and %d s for"
                        + " Camel: %d%n",
                serversPatience.toSeconds(), CAMELS_PATIENCE.toSeconds(), taken.toMillis());
    }
}
