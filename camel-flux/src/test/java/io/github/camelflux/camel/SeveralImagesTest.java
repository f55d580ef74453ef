package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FailedImage;
import io.github.camelflux.emulator.EmulatedProvider;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.image.ImageProbe;
import java.io.File;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several images of one task as messages of their own. */
class SeveralImagesTest extends FluxRouteTestCase {
    @TempDir
    static Path folder;

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:batch").to("flux:ultra?provider=runware&numberResults=20");
                from("direct:files")
                        .to("flux:ultra?provider=runware&numberResults=3&seed=7")
                        .split(body())
                        .setHeader(Exchange.FILE_NAME, header(FluxConstants.FILE_NAME))
                        .to("file:" + folder);
                from("direct:twice")
                        .to("flux:ultra?provider=runware&numberResults=2")
                        .split(body())
                        .setBody(constant("changed"))
                        .end()
                        .split(body())
                        .convertBodyTo(byte[].class)
                        .to("mock:images");
                from("direct:both")
                        .to("flux:ultra?provider=runware&numberResults=2")
                        .multicast()
                        .parallelProcessing()
                        .to("direct:each", "direct:each");
                from("direct:each").split(body()).convertBodyTo(byte[].class).to("mock:images");
                from("direct:tap")
                        .to("flux:ultra?provider=runware&numberResults=2")
                        .wireTap("direct:tapped")
                        .setBody(constant("done"));
                from("direct:tapped").delay(500).to("direct:each");
                from("direct:seda")
                        .to("flux:ultra?provider=runware&numberResults=2&output=image")
                        .to("seda:list");
                from("seda:list?pollTimeout=20").delay(500).to("direct:each");
            }
        };
    }

    private static BigDecimal header(Exchange exchange) {
        return exchange.getMessage().getHeader(FluxConstants.COST, BigDecimal.class);
    }

    @Test
    void givesAMessageForEachOfSeveralImagesAndNamesThoseThatFailed() {
        emulator().nextTask(EmulatedProvider.RUNWARE, TaskScript.ready().failingImages(3, 11, 19));

        Exchange exchange = send("direct:batch", "Twenty foxes in a row");

        assertThat(exchange.getException()).isNull();
        List<?> images = exchange.getMessage().getBody(List.class);
        assertThat(images).hasSize(17).allSatisfy(image -> assertThat(image).isInstanceOf(Message.class));
        Set<Object> seeds = new HashSet<>();
        for (Object image : images) {
            Message part = (Message) image;
            seeds.add(part.getHeader(FluxConstants.USED_SEED));
            assertThat(part.getBody(byte[].class)).hasSizeGreaterThan(10_000);
        }
        assertThat(seeds).hasSize(17);
        assertThat(exchange.getMessage().getHeader(FluxConstants.FAILURES, List.class))
                .hasSize(3)
                .allSatisfy(
                        failed -> assertThat(((FailedImage) failed).message()).isNotBlank());
        assertThat(header(exchange)).isEqualByComparingTo("1.02");
        assertThat(emulator().ledger().dollars()).isEqualByComparingTo("1.02");
    }

    @Test
    void splitsSeveralImagesIntoFilesOfTheirOwnNames() throws Exception {
        Exchange exchange = send("direct:files", "Three foxes");

        assertThat(exchange.getException()).isNull();
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names =
                    files.map(Path::getFileName).map(Path::toString).sorted().toList();
            assertThat(names).hasSize(3).allMatch(name -> name.matches("flux-ultra-[0-9a-f-]{36}-[123]\\.jpg"));
        }
        for (File file : folder.toFile().listFiles()) {
            assertThat(ImageIO.read(file).getWidth()).isEqualTo(2752);
        }
    }

    @ParameterizedTest
    @CsvSource({"direct:twice, 2", "direct:both, 4", "direct:tap, 2", "direct:seda, 2"})
    void givesEachReaderOfSeveralImagesMessagesOfItsOwn(String route, int expected) throws Exception {
        MockEndpoint images = getMockEndpoint("mock:images");
        images.expectedMessageCount(expected);

        template().sendBody(route, "Two foxes");

        images.assertIsSatisfied();
        Set<Object> names = new HashSet<>();
        for (Exchange image : images.getExchanges()) {
            names.add(image.getMessage().getHeader(FluxConstants.FILE_NAME));
            assertThat(ImageProbe.of(image.getMessage().getBody(byte[].class)).width())
                    .isEqualTo(2752);
        }
        assertThat(names).hasSize(2);
    }

    @Test
    void leavesSeveralImagesAtTheirAddresses() {
        Exchange exchange = send("flux:ultra?provider=runware&numberResults=2&output=url", "Two foxes");

        List<?> images = exchange.getMessage().getBody(List.class);
        assertThat(images)
                .hasSize(2)
                .allSatisfy(image -> assertThat(((Message) image).getBody(String.class))
                        .startsWith(emulator().bflUrl() + "/"));
    }
}
