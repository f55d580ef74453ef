package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.client.TaskListener;
import io.github.camelflux.emulator.TaskScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(FluxException.class).handled(true).log("${exchangeProperty.prompt}: ${exception.message}");

                from("file:" + folder.resolve("prompts")
                                + "?include=.*[.]txt&moveFailed=.failed&initialDelay=0&delay=50")
                        .split(body().tokenize("\n"))
                        .parallelProcessing()
                        .setProperty("prompt", body())
                        .to("flux:ultra?raw=true&aspectRatio=16:9")
                        .setHeader("CamelFileName", header("CamelFluxFileName"))
                        .to("file:" + folder.resolve("images"));
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

    @Test
    void isTheRouteOfThePage() throws Exception {
        String page = Files.readString(Path.of("..", "README.md"));
        String source = Files.readString(Path.of("src/test/java/io/github/camelflux/camel/ReadmeTest.java"));

        String snippet = page.substring(page.indexOf("```java") + 7, page.indexOf("```\n\nSee it work"));

        assertThat(steps(source)).contains(steps(snippet));
    }

    /** The code without its layout and without what a test has to add: folders of its own, and no patience. */
    private static String steps(String code) {
        return code.replaceAll("\\s", "")
                .replace("\"file:\"+folder.resolve(\"prompts\")+\"?", "\"file:prompts?")
                .replace("\"file:\"+folder.resolve(\"images\")", "\"file:images\"")
                .replace("&initialDelay=0&delay=50", "");
    }
}
