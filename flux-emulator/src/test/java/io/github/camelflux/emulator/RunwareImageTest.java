package io.github.camelflux.emulator;

import static io.github.camelflux.emulator.RunwareClient.newId;
import static io.github.camelflux.emulator.RunwareClient.task;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.github.camelflux.emulator.Client.Answer;
import io.github.camelflux.emulator.drawing.Format;
import io.github.camelflux.emulator.drawing.Gallery;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pictures from Runware are like, and how they are delivered. */
@Timeout(60)
class RunwareImageTest {
    private static final boolean WEBP_RUNS = new Gallery(false).draws(Format.WEBP);

    private final FluxEmulator emulator =
            FluxEmulator.builder().generationTime(Duration.ZERO).start();
    private final RunwareClient client = new RunwareClient(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource({"false, JPG, jpeg", "true, PNG, png"})
    void areThoseOfTheOtherProviderForTheSamePromptAndSeed(boolean raw, String format, String bflFormat)
            throws Exception {
        Client bfl = new Client(emulator);
        String url =
                bfl.pollingUrl("{\"prompt\":\"a lighthouse at dusk\",\"seed\":42,\"aspect_ratio\":\"16:9\",\"raw\":"
                        + raw + ",\"output_format\":\"" + bflFormat + "\"}");
        byte[] theirs =
                bfl.get(bfl.get(url).json().at("/result/sample").textValue()).body();

        // The quality in which BFL's side writes its JPEGs; without loss it makes no difference.
        byte[] ours = image("\"seed\":42,\"outputQuality\":88,\"outputFormat\":\"" + format
                + "\",\"providerSettings\":{\"bfl\":{\"raw\":" + raw + "}}");

        assertThat(ours).isEqualTo(theirs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JPG", "WEBP"})
    void growWithTheirQualityAndAreTheSameToTheByteForTheSameRequest(String format) throws Exception {
        assumeTrue(format.equals("JPG") || WEBP_RUNS, "no encoder runs here");
        String fields = "\"seed\":1,\"outputFormat\":\"" + format + "\"";
        byte[] coarse = image(fields + ",\"outputQuality\":20");
        byte[] usual = image(fields);
        byte[] finest = image(fields + ",\"outputQuality\":99");

        assertThat(coarse.length).isLessThan(usual.length * 3 / 4);
        assertThat(usual.length).isLessThan(finest.length);
        assertThat(image(fields + ",\"outputQuality\":95")).isEqualTo(usual);
        try (FluxEmulator other =
                FluxEmulator.builder().generationTime(Duration.ZERO).start()) {
            RunwareClient its = new RunwareClient(other);
            JsonNode again = its.post("[" + task(newId(), fields) + "]").json();
            assertThat(its.get(again.at("/data/0/imageURL").textValue()).body()).isEqualTo(usual);
        }
    }

    @Test
    void areWebpIfAskedForAndLookLikeTheOthers() throws Exception {
        assumeTrue(WEBP_RUNS, "no encoder runs here");
        Answer answer = client.get(address("\"seed\":1,\"outputFormat\":\"WEBP\""));
        assertThat(answer.headers().firstValue("Content-Type")).contains("image/webp");
        assertThat(new String(answer.body(), 0, 12, ISO_8859_1))
                .startsWith("RIFF")
                .endsWith("WEBP");

        BufferedImage webp = ImageIO.read(new ByteArrayInputStream(answer.body()));
        BufferedImage png = ImageIO.read(new ByteArrayInputStream(image("\"seed\":1,\"outputFormat\":\"PNG\"")));
        assertThat(List.of(webp.getWidth(), webp.getHeight())).containsExactly(2752, 1536);
        assertThat(difference(webp, png)).isLessThan(4);
    }

    @Test
    void canComeWithTheAnswer() throws Exception {
        String fields = "\"seed\":5,\"outputFormat\":\"PNG\"";
        byte[] expected = image(fields);

        JsonNode base64 = result(fields + ",\"outputType\":\"base64Data\"");
        assertThat(base64.has("imageURL")).isFalse();
        assertThat(Base64.getDecoder().decode(base64.get("imageBase64Data").textValue()))
                .isEqualTo(expected);

        String uri = result(fields + ",\"outputType\":\"dataURI\"")
                .get("imageDataURI")
                .textValue();
        assertThat(uri).startsWith("data:image/png;base64,");
        assertThat(Base64.getDecoder().decode(uri.split(",")[1])).isEqualTo(expected);
    }

    @Test
    void areGoneForGoodWhenAddressesAreExpired() throws Exception {
        String address = address("");
        assertThat(client.get(address).status()).isEqualTo(200);

        emulator.expireSamples();

        assertThat(client.get(address).status()).isEqualTo(404);
    }

    @Test
    void areSentToTheUploadEndpointOnceEachUnlessTheyFailed() throws Exception {
        HttpServer bucket = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        bucket.createContext("/bucket", exchange -> {
            assertThat(exchange.getRequestMethod()).isEqualTo("PUT");
            assertThat(exchange.getRequestHeaders().getFirst("Content-Type")).isEqualTo("image/jpeg");
            received.complete(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(201, -1);
        });
        bucket.start();
        String endpoint = "http://127.0.0.1:" + bucket.getAddress().getPort() + "/bucket/a.jpg";
        try {
            emulator.nextTask(TaskScript.ready().failingImages(0));
            JsonNode result =
                    result("\"numberResults\":2,\"uploadEndpoint\":\"" + endpoint + "?X-Amz-Signature=secret\"");

            assertThat(received.get())
                    .isEqualTo(client.get(result.get("imageURL").textValue()).body());
            while (emulator.uploads().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(emulator.uploads()).singleElement().satisfies(upload -> {
                assertThat(upload.status()).isEqualTo(201);
                assertThat(upload.imageId()).isEqualTo(result.get("imageUUID").textValue());
                assertThat(upload.address()).isEqualTo(endpoint);
                assertThat(upload.failure()).isEmpty();
            });
        } finally {
            bucket.stop(0);
        }
    }

    @Test
    void succeedThoughTheirUploadFails() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        JsonNode result = result("\"uploadEndpoint\":\"http://127.0.0.1:" + closed + "/x\"");

        while (emulator.uploads().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(emulator.uploads().get(0).status()).isZero();
        assertThat(emulator.uploads().get(0).failure()).contains("ConnectException");
        assertThat(client.get(result.get("imageURL").textValue()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void areRefusedAsWebpWithoutAnEncoderThatRuns(boolean present) throws Exception {
        Process process = emulatorWithoutWebp(present);
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            String url = out.readLine().replaceFirst(".* ", "");
            String body = "[" + task(newId(), "\"outputFormat\":\"WEBP\"") + "]";
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1"))
                    .header("Authorization", "Bearer " + emulator.runwareApiKey())
                    .POST(BodyPublishers.ofString(body))
                    .build();
            var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("unsupportedOutputFormat", "webp-imageio", "\"outputFormat\"");
        } finally {
            process.destroy();
        }
    }

    /** Either the encoder is not on the class path, or the system is one that it has no native code for. */
    private static Process emulatorWithoutWebp(boolean present) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String whole = System.getProperty("java.class.path");
        String without = Arrays.stream(whole.split(File.pathSeparator))
                .filter(part -> !part.contains("webp-imageio"))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(without).isNotEqualTo(whole);
        List<String> command = present
                ? List.of(java, "-Dos.arch=abacus", "-cp", whole, Main.class.getName())
                : List.of(java, "-cp", without, Main.class.getName());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private JsonNode result(String fields) throws Exception {
        Answer answer = client.post("[" + task(newId(), fields) + "]");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().at("/data/0");
    }

    private String address(String fields) throws Exception {
        return result(fields).get("imageURL").textValue();
    }

    private byte[] image(String fields) throws Exception {
        return client.get(address(fields)).body();
    }

    /** The mean of how much the colours of some pixels differ, 0 to 255. */
    private static double difference(BufferedImage one, BufferedImage other) {
        long sum = 0;
        int count = 0;
        for (int y = 0; y < one.getHeight(); y += 7) {
            for (int x = 0; x < one.getWidth(); x += 7) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    sum += Math.abs((one.getRGB(x, y) >> shift & 0xff) - (other.getRGB(x, y) >> shift & 0xff));
                    count++;
                }
            }
        }
        return (double) sum / count;
    }
}
