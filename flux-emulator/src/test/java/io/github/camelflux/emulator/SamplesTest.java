package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.Client.Answer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplesTest {
    private final TestClock clock = new TestClock();
    private final FluxEmulator emulator =
            new FluxEmulator(FluxEmulator.builder().generationTime(Duration.ZERO), clock);
    private final Client client = new Client(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "21:9, 3136, 1344", "16:9, 2752, 1536", "4:3, 2368, 1792", "3:2, 2496, 1664", "1:1, 2048, 2048",
        "2:3, 1664, 2496", "3:4, 1792, 2368", "9:16, 1536, 2752", "9:21, 1344, 3136", "32:18, 2752, 1536",
        "5:4, 2304, 1824"
    })
    void hasTheProvidersSizeForEachAspectRatio(String ratio, int width, int height) throws Exception {
        BufferedImage image = read(client.get(sample("{\"aspect_ratio\":\"" + ratio + "\"}")));

        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
    }

    @Test
    void isAJpegOrAPngAsAskedFor() throws Exception {
        Answer jpeg = client.get(sample("{}"));
        Answer png = client.get(sample("{\"output_format\":\"png\"}"));

        assertThat(jpeg.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(jpeg.body()).startsWith(0xff, 0xd8, 0xff).endsWith(0xff, 0xd9);
        assertThat(png.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(png.body()).startsWith(0x89, 'P', 'N', 'G');
        assertThat(png.headers().firstValueAsLong("Content-Length")).hasValue(png.body().length);
    }

    @Test
    void isSignedAfreshWithEachPoll() throws Exception {
        String url = client.pollingUrl("{}");
        String first = sampleAt(url);
        clock.pass(Duration.ofSeconds(1));
        String second = sampleAt(url);

        assertThat(first)
                .matches(
                        ".*/delivery/ephemeral/[0-9a-f]{32}/sample\\.jpeg\\?se=2026-11-21T12%3A10%3A00Z&sp=r&sv=[^&]+&sr=b"
                                + "&rsct=image%2Fjpeg&sig=[^&]+");
        assertThat(second).isNotEqualTo(first);
        assertThat(client.get(first).status()).isEqualTo(200);
    }

    @Test
    void isRefusedAfterTenMinutes() throws Exception {
        String url = client.pollingUrl("{}");
        String sample = sampleAt(url);
        clock.pass(Duration.ofMinutes(10));

        Answer expired = client.get(sample);
        assertThat(expired.status()).isEqualTo(403);
        assertThat(expired.headers().firstValue("Content-Type")).contains("application/xml");
        assertThat(expired.text()).contains("<Code>AuthenticationFailed</Code>");
        assertThat(client.get(sampleAt(url)).status()).isEqualTo(200);
    }

    @Test
    void isRefusedIfTamperedWith() throws Exception {
        String sample = sample("{}");

        for (String bad : List.of(
                sample.replace("se=2026", "se=2027"),
                sample.replace("sample.jpeg", "sample.png"),
                sample.replace("sp=r", "sp=w"),
                sample.replace("&sig=", "&sig=x"),
                sample.replaceAll("&sig=.*", ""),
                sample.replaceAll("\\?.*", ""))) {
            assertThat(client.get(bad).status()).as(bad).isEqualTo(403);
        }
    }

    @Test
    void isServedThoughTheClientSortsOrReencodesTheQuery() throws Exception {
        String sample = sample("{}");
        String[] parts = sample.split("\\?", 2);
        String sorted = Arrays.stream(parts[1].split("&")).sorted().collect(Collectors.joining("&"));

        for (String same : List.of(
                parts[0] + "?" + sorted,
                sample.replace("%3A", ":"),
                sample.replace("%2Fjpeg", "/jpeg"),
                parts[0] + "?" + sorted.replace("%3A", "%3a"))) {
            assertThat(same).isNotEqualTo(sample);
            assertThat(client.get(same).status()).as(same).isEqualTo(200);
        }
        assertThat(client.get(parts[0] + "?" + sorted.replace("se=2026", "se=2027"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void canBeReadAndNothingElse() throws Exception {
        String sample = sample("{}");
        emulator.next(Step.DOWNLOAD, Fault.status(500));

        Answer delete = client.send(client.request(sample).DELETE());
        assertThat(delete.status()).isEqualTo(405);
        assertThat(delete.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(client.get(sample).status()).isEqualTo(500);
        Answer head = client.send(client.request(sample).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length").orElse(0)).isPositive();
        assertThat(head.body()).isEmpty();
    }

    @Test
    void canBeExpiredByTheTest() throws Exception {
        String url = client.pollingUrl("{}");
        String sample = sampleAt(url);

        emulator.expireSamples();

        assertThat(client.get(sample).status()).isEqualTo(403);
        assertThat(client.get(sampleAt(url)).status()).isEqualTo(200);
    }

    @Test
    void keepsItsFirstAddressWhichEndsIfItIsNotSignedAgain() throws Exception {
        try (FluxEmulator once = new FluxEmulator(
                FluxEmulator.builder().generationTime(Duration.ZERO).resignSamples(false), clock)) {
            Client other = new Client(once);
            String url = other.pollingUrl("{}");
            String first = other.get(url).json().at("/result/sample").textValue();
            assertThat(other.get(first).status()).isEqualTo(200);
            clock.pass(Duration.ofMinutes(10));

            assertThat(other.get(url).json().at("/result/sample").textValue()).isEqualTo(first);
            assertThat(other.get(first).status()).isEqualTo(403);

            String another = other.get(other.pollingUrl("{}"))
                    .json()
                    .at("/result/sample")
                    .textValue();
            once.expireSamples();
            assertThat(other.get(another).status()).isEqualTo(403);
        }
    }

    @Test
    void recordsAKeyThatADownloadShouldNotCarry() throws Exception {
        client.send(client.request(sample("{}")).header("x-key", emulator.apiKey()));

        assertThat(emulator.requests().get(2).header("X-Key")).contains(emulator.apiKey());
    }

    @ParameterizedTest
    @CsvSource({"jpeg", "png"})
    void isAsLargeAsATestWantsIt(String format) throws Exception {
        try (FluxEmulator padded = FluxEmulator.builder()
                .generationTime(Duration.ZERO)
                .minimumImageBytes(15_000_000)
                .start()) {
            Client other = new Client(padded);
            String url = other.pollingUrl("{\"output_format\":\"" + format + "\"}");
            Answer large = other.get(other.get(url).json().at("/result/sample").textValue());

            assertThat(large.body()).hasSize(15_000_000);
            assertThat(read(large).getWidth()).isEqualTo(2752);
        }
    }

    private String sample(String body) throws Exception {
        return sampleAt(client.pollingUrl(body));
    }

    private String sampleAt(String pollingUrl) throws Exception {
        return client.get(pollingUrl).json().at("/result/sample").textValue();
    }

    private static BufferedImage read(Answer answer) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(answer.body()));
    }
}
