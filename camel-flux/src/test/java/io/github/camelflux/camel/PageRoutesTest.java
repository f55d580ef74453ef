package io.github.camelflux.camel;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.emulator.EmulatedProvider;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.image.ImageProbe;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every route of docs/component.md does what the page says, in each language that it is written in. */
@Order(1)
class PageRoutesTest extends FluxRouteTestCase {
    private static final Path PAGE = Path.of("..", "docs", "component.md");
    private static final Path JAVA = Path.of("src/test/java/io/github/camelflux/camel/PageRoutes.java");
    private static final Path FILES = Path.of("src/test/resources/routes");

    @TempDir
    Path folder;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.addComponent("file", new FilesIn(folder));
        return context;
    }

    /** XML and YAML come with the Camel that the component is compiled against; there is no newer one to test with. */
    private void load(String name, String language) throws Exception {
        if (language.equals("java")) {
            context().addRoutes(PageRoutes.named(name));
            return;
        }
        String marker = "META-INF/services/org/apache/camel/routes-loader-" + language;
        assumeTrue(System.getProperty("camel.version") == null
                || getClass().getClassLoader().getResource(marker) != null);
        PluginHelper.getRoutesLoader(context())
                .loadRoutes(ResourceHelper.fromString(
                        name + "." + language, Files.readString(FILES.resolve(name + "." + language))));
    }

    private Path cover(String name) {
        return folder.resolve("covers").resolve(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void generate(String language) throws Exception {
        load("generate", language);

        Exchange exchange = send("direct:cover", "A fox");

        assertThat(exchange.getException()).isNull();
        String name = exchange.getMessage().getHeader(FluxConstants.FILE_NAME, String.class);
        assertThat(ImageProbe.of(cover(name)).width()).isEqualTo(3136);
        assertThat(emulator().requests().get(0).text()).contains("\"raw\":true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void submitAndAwait(String language) throws Exception {
        load("submit", language);
        NotifyBuilder awaited =
                new NotifyBuilder(context()).from("seda:tickets").whenDone(1).create();

        Exchange exchange = send("direct:order", "A fox");

        assertThat(awaited.matches(10, TimeUnit.SECONDS)).isTrue();
        String taskId = exchange.getMessage().getHeader(FluxConstants.TASK_ID, String.class);
        assertThat(cover("flux-ultra-" + taskId + ".jpg")).exists();
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void status(String language) throws Exception {
        load("status", language);
        emulator().nextTask(TaskScript.neverReady());
        Object ticket =
                send("flux:ultra?operation=submit", "A fox").getMessage().getBody();

        Exchange exchange = send("direct:progress", ticket);

        assertThat(exchange.getMessage().getBody()).isEqualTo("Pending");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void completed(String language) throws Exception {
        load("completed", language);
        NotifyBuilder completed =
                new NotifyBuilder(context()).from("flux:completed").whenDone(1).create();

        send("direct:order", "A fox", Map.of("orderId", "order-7"));

        assertThat(completed.matches(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ImageProbe.of(cover("order-7.jpg")).width()).isEqualTo(2752);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void moderation(String language) throws Exception {
        load("moderation", language);
        emulator().nextTask(TaskScript.moderatedRequest("Violence"));

        assertThat(send("direct:wish", "A fight").getMessage().getBody())
                .isEqualTo("Please ask for something else: [Violence]");
        assertThat(send("direct:wish", "A fox").getMessage().getBody(byte[].class))
                .hasSizeGreaterThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "map", "json", "request"})
    void bodies(String kind) throws Exception {
        load("bodies", "java");

        assertThat(send("direct:" + kind, "ignored").getException()).isNull();

        assertThat(emulator().requests().get(0).text())
                .contains("A lighthouse at dusk")
                .matches(sent -> kind.equals("text") || sent.contains("\"aspect_ratio\":\"1:1\""));
    }

    @Test
    void outputs() throws Exception {
        load("outputs", "java");

        String address = send("direct:url", "A fox").getMessage().getBody(String.class);
        assertThat(URI.create(address)).hasHost("127.0.0.1");
        assertThat(ImageProbe.of((byte[])
                                send("direct:result", "A fox").getMessage().getBody())
                        .width())
                .isEqualTo(2752);
    }

    @Test
    void errors() throws Exception {
        load("errors", "java");
        emulator().nextTask(TaskScript.moderatedRequest("Violence"));

        assertThat(send("direct:prompt", "A fight").getMessage().getBody()).isEqualTo("rephrased");
        emulator().next(Step.SUBMIT, Fault.status(402, "{\"detail\":\"Insufficient credits\"}"));
        assertThat(send("direct:prompt", "A fox").getException()).isNull();
        assertThat(folder.resolve("failed")).isNotEmptyDirectory();
    }

    @Test
    void several() throws Exception {
        load("several", "java");

        assertThat(send("direct:choice", "Four foxes").getException()).isNull();

        assertThat(folder.resolve("covers")).isDirectoryContaining("regex:.*-4[.]jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void failover(String language) throws Exception {
        load("failover", language);
        emulator().always(EmulatedProvider.BFL, Step.SUBMIT, Fault.status(402));

        Exchange exchange = send("direct:surely", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(FluxConstants.PROVIDER)).isEqualTo("runware");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "xml", "yaml"})
    void keys(String language) throws Exception {
        FluxComponent component = context().getComponent("flux", FluxComponent.class);
        component.stop();
        PageRoutes.keepAJournal(context(), folder);
        component.start();
        load("keys", language);

        send("direct:orders", "A fox", Map.of("orderId", "order-8"));
        send("direct:orders", "A fox", Map.of("orderId", "order-8"));

        assertThat(ImageProbe.of(cover("order-8.jpg")).width()).isEqualTo(2752);
        assertThat(folder.resolve("images")).isNotEmptyDirectory();
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void kamelet() throws Exception {
        load("kamelet", "yaml");

        Exchange exchange = send("direct:poster", "A fox", Map.of("orderId", "order-10"));

        assertThat(exchange.getException()).isNull();
        String name = exchange.getMessage().getHeader(FluxConstants.FILE_NAME, String.class);
        assertThat(ImageProbe.of(cover(name)).width()).isEqualTo(1664);
        assertThat(emulator().requests().get(0).text()).contains("\"raw\":true");
    }

    @Test
    void unique() throws Exception {
        load("unique", "java");
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());

        for (int delivery = 0; delivery < 6; delivery++) {
            assertThat(send("direct:unique", "A fox", Map.of("orderId", "order-9"))
                            .getException())
                    .isInstanceOf(InDoubt.class);
        }

        assertThat(emulator().ledger().charges()).hasSize(1);
    }

    @Test
    void thePageShowsTheseRoutesAndNoOthers() throws Exception {
        Map<String, String> tested = new TreeMap<>(regions());
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.toList()) {
                tested.put(file.getFileName().toString(), Files.readString(file));
            }
        }

        assertThat(snippets()).containsExactlyInAnyOrderElementsOf(tested.values());
    }

    private static Map<String, String> regions() throws Exception {
        return Pattern.compile("// region (\\w+)\n(.*?)\\s*// endregion", Pattern.DOTALL)
                .matcher(Files.readString(JAVA))
                .results()
                .collect(toMap(
                        region -> region.group(1), region -> region.group(2).stripIndent() + "\n"));
    }

    private static List<String> snippets() throws Exception {
        return Pattern.compile("```(?:java|xml|yaml)\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(snippet -> snippet.group(1))
                .toList();
    }
}
