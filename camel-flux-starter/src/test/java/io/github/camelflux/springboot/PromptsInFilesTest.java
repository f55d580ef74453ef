package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulatorExtension;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.image.ImageProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.FileSystemUtils;

/** The route that the page of the starter shows pays once for a prompt, with the journal of the application's database. */
class PromptsInFilesTest {
    private static final Path PROMPTS = Path.of("prompts");
    private static final Path IMAGES = Path.of("images");

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(100)).sketches(true));

    @TempDir
    Path directory;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        RouteBuilder route() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("file:prompts?moveFailed=.failed")
                            .to("flux:ultra?taskKey=${file:name}&keepHeaders=CamelFileName")
                            .to("direct:images");

                    from("flux:completed").to("direct:images");

                    from("direct:images")
                            .setHeader("CamelFileName", simple("${header.CamelFileName}.jpg"))
                            .to("file:images");
                }
            };
        }
    }

    @BeforeEach
    void empty() throws IOException {
        FileSystemUtils.deleteRecursively(PROMPTS);
        FileSystemUtils.deleteRecursively(IMAGES);
    }

    private TestApplication start() {
        return TestApplication.start(
                Application.class,
                TestApplication.on(
                        FLUX.emulator(),
                        "camel.component.flux.journal=#bean:fluxJdbcJournal",
                        "camel.component.flux.result-directory=" + directory.resolve("results"),
                        "camel.component.flux.redelivery-grace=1s",
                        "camel.main.shutdown-timeout=1",
                        "spring.datasource.url=jdbc:h2:file:" + directory.resolve("journal") + ";MAX_COMPACT_TIME=1"));
    }

    private static void write(String name) throws IOException {
        Path written = Files.writeString(Files.createDirectories(PROMPTS).resolve("." + name), TestApplication.PROMPT);
        Files.move(written, PROMPTS.resolve(name));
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** The route of the page writes under the name that the image is to have. */
    private static boolean isWhole(Path image) {
        try {
            return ImageProbe.of(image).width() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void awaitImage(String name) throws IOException {
        await("a whole image", () -> isWhole(IMAGES.resolve(name)));
        assertThat(ImageProbe.of(IMAGES.resolve(name)).width()).isEqualTo(2752);
    }

    @Test
    void whatIsReadAgainIsNotPaidForAgain() throws IOException {
        write("fox.txt");
        try (TestApplication application = start()) {
            awaitImage("fox.txt.jpg");
        }
        Files.delete(IMAGES.resolve("fox.txt.jpg"));
        write("fox.txt");

        try (TestApplication application = start()) {
            awaitImage("fox.txt.jpg");
        }

        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    @Tag("full")
    void whatWasBeingMadeAtTheEndComesOutOfTheNextStart() throws IOException {
        FLUX.emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(4)));
        write("fox.txt");
        try (TestApplication application = start()) {
            await("a submit", () -> FLUX.emulator().ledger().submits() == 1);
            await("an acceptance", () -> application.flux().getTasksInFlight() == 1);
        }
        assertThat(PROMPTS.resolve(".failed/fox.txt")).exists();

        try (TestApplication application = start()) {
            awaitImage("fox.txt.jpg");
        }

        assertThat(FLUX.emulator().ledger().submits()).isEqualTo(1);
    }
}
