package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.emulator.TaskScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The route that people see first does what it promises, also when a prompt fails. */
class ReadmeTest extends FluxRouteTestCase {
    @TempDir
    static Path folder;

    private final CountDownLatch ended = new CountDownLatch(3);

    @Override
    void configure(FluxComponent component) {
        component.setTaskListener(new TaskListener() {
            @Override
            public void ended(TaskContext task, TaskStatus status, Duration generation) {
                ended.countDown();
            }
        });
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.addComponent("file", new FilesIn(folder));
        return context;
    }

    /** To the letter as on the page, which another test looks for here. */
    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(FluxException.class).handled(true).log("${exchangeProperty.prompt}: ${exception.message}");

                from("file:prompts?include=.*[.]txt&moveFailed=.failed")
                        .split(body().tokenize("\n"))
                        .parallelProcessing()
                        .setProperty("prompt", body())
                        .to("flux:ultra?raw=true&aspectRatio=16:9")
                        .setHeader("CamelFileName", header("CamelFluxFileName"))
                        .to("file:images");
            }
        };
    }

    @Test
    void readsAFileOnceAndPaysOnceForEachOfItsPrompts() throws Exception {
        emulator().nextTask(TaskScript.moderatedRequest("Violence"));
        Path prompts = Files.createDirectories(folder.resolve("prompts"));

        Path written = Files.writeString(folder.resolve("new"), "A fox\n \nA harbour\nA lighthouse\n");
        Files.move(written, prompts.resolve("prompts.txt"));
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        context().getRouteController().stopAllRoutes();

        assertThat(emulator().ledger().submits()).isEqualTo(3);
        assertThat(folder.resolve("images").toFile().list()).hasSize(2);
        assertThat(prompts.resolve("prompts.txt")).doesNotExist();
    }
}
