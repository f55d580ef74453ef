package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.Client.Answer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BflModelsTest {
    private static final String ULTRA = "flux-pro-1.1-ultra";
    private static final String FINETUNED = "flux-pro-1.1-ultra-finetuned";
    private static final String PRO = "flux-pro-1.1";

    private final FluxEmulator emulator =
            FluxEmulator.builder().generationTime(Duration.ZERO).quotes(true).start();
    private final Client client = new Client(emulator);

    @AfterEach
    void close() {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            flux-pro-1.1-ultra           | {}                              | 6 | 2752 | 1536
            flux-pro-1.1-ultra           | {"aspect_ratio":"1:1"}          | 6 | 2048 | 2048
            flux-pro-1.1-ultra           | {"width":256,"height":256}      | 6 | 2752 | 1536
            flux-pro-1.1-ultra-finetuned | {"finetune_id":"my-finetune"}   | 7 | 2752 | 1536
            flux-pro-1.1-ultra-finetuned | {"finetune_id":"my-org/my-lora","aspect_ratio":"9:21"} | 7 | 1344 | 3136
            flux-pro-1.1                 | {}                              | 4 | 1024 | 768
            flux-pro-1.1                 | {"width":256,"height":1440}     | 4 | 256  | 1440
            flux-pro-1.1                 | {"width":"1440","height":256.0} | 4 | 1440 | 256
            flux-pro-1.1                 | {"aspect_ratio":"1:1"}          | 4 | 1024 | 768
            """)
    void drawsTheSizeAndSettlesThePriceOfEachModel(String model, String body, double credits, int width, int height)
            throws Exception {
        JsonNode ready = ready(model, body);

        assertThat(ready.get("cost").doubleValue()).isEqualTo(credits);
        BufferedImage image = picture(ready);
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
        assertThat(emulator.ledger().charges())
                .singleElement()
                .matches(charge ->
                        charge.model().equals(model) && charge.provider().equals("bfl"))
                .matches(charge -> charge.credits().doubleValue() == credits);
    }

    @Test
    void refusesAnUnknownFinetune() throws Exception {
        Answer answer = client.submit(FINETUNED, "{\"finetune_id\":\"somebody-elses\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo("Finetune not found or not ready");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain");
        assertThat(emulator.ledger().submits()).isZero();
    }

    @Test
    void wantsAFinetuneIdBeforeItLooksForIt() throws Exception {
        JsonNode none = client.submit(FINETUNED, "{}").json();
        Answer wrong = client.submit(FINETUNED, "{\"finetune_id\":\"unknown\",\"seed\":\"x\"}");

        assertThat(none.at("/detail/0/type").textValue()).isEqualTo("missing");
        assertThat(none.at("/detail/0/loc").toString()).isEqualTo("[\"body\",\"finetune_id\"]");
        assertThat(wrong.status()).isEqualTo(422);
    }

    @Test
    void looksForTheFinetuneBeforeItLooksAtTheCredits() throws Exception {
        try (FluxEmulator poor =
                FluxEmulator.builder().credits(BigDecimal.ONE).finetunes("own").start()) {
            Client other = new Client(poor);

            assertThat(other.submit(FINETUNED, "{\"finetune_id\":\"my-finetune\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(other.submit(FINETUNED, "{\"finetune_id\":\"own\"}").status())
                    .isEqualTo(402);
        }
    }

    @Test
    void listsTheFinetunesAndTellsAboutEach() throws Exception {
        assertThat(keyed("/v1/my_finetunes").text()).isEqualTo("{\"finetunes\":[\"my-finetune\",\"my-org/my-lora\"]}");
        assertThat(keyed("/v1/finetune_details?finetune_id=my-org%2Fmy-lora").text())
                .isEqualTo("{\"finetune_details\":{\"finetune_id\":\"my-org/my-lora\"}}");
        Answer unknown = keyed("/v1/finetune_details?finetune_id=other");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).isEqualTo("Finetune not found or access denied");
        assertThat(keyed("/v1/finetune_details").status()).isEqualTo(422);
        assertThat(client.get("/v1/my_finetunes").status()).isEqualTo(403);
    }

    @Test
    void drawsAnotherLookForAnotherFinetuneOrStrengthAndTheSameForTheSame() throws Exception {
        byte[] first = finetuned("my-finetune", 1.2);

        assertThat(finetuned("my-finetune", 1.2)).isEqualTo(first);
        assertThat(finetuned("my-org/my-lora", 1.2)).isNotEqualTo(first);
        assertThat(finetuned("my-finetune", 0.6)).isNotEqualTo(first);
    }

    @Test
    void ignoresRawOnAFinetune() throws Exception {
        assertThat(client.submit(FINETUNED, "{\"finetune_id\":\"my-finetune\",\"raw\":\"perhaps\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void remixesAnInputImageOnProThoughItHasNoStrength() throws Exception {
        byte[] plain = download(ready(PRO, "{\"seed\":1,\"width\":256,\"height\":256}"));
        String image = Base64.getEncoder().encodeToString(plain);
        String remix = "{\"seed\":1,\"width\":256,\"height\":256,\"image_prompt\":\"" + image + "\"";

        byte[] remixed = download(ready(PRO, remix + "}"));
        assertThat(remixed).isNotEqualTo(plain);
        assertThat(download(ready(PRO, remix + ",\"image_prompt_strength\":1}")))
                .isEqualTo(remixed);
    }

    @Test
    void takesAnEmptyInputImageForNone() throws Exception {
        byte[] plain = download(ready(ULTRA, "{\"seed\":1}"));

        assertThat(download(ready(ULTRA, "{\"seed\":1,\"image_prompt\":\"\"}"))).isEqualTo(plain);
    }

    @Test
    void quotesTheCostAndTheMegapixelsIfAskedTo() throws Exception {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(1024, 512, BufferedImage.TYPE_INT_RGB), "png", png);
        String image = Base64.getEncoder().encodeToString(png.toByteArray());

        assertThat(quote(ULTRA, "{}")).isEqualTo("6.0 0.0 4.03");
        assertThat(quote(PRO, "{\"image_prompt\":\"" + image + "\"}")).isEqualTo("4.0 0.5 0.75");
        assertThat(quote(PRO, "{\"image_prompt\":\"UklGRjEyMzRXRUJQVlA4IA==\",\"webhook_url\":\"http://a\"}"))
                .isEqualTo("4.0 null 0.75");
    }

    @ParameterizedTest
    @CsvSource({
        "Some porn, Request Moderated, Sexual Content",
        "an NSFW beheading, Request Moderated, Sexual Content|Violence",
        "NSFW bloodbath, Request Moderated, Sexual Content",
        "a bloodbath in a harbour, Content Moderated, Violence",
        "Mickey Mouse at a desk, Content Moderated, Derivative Works Filter"
    })
    void moderatesAPromptByItsWords(String prompt, String status, String reasons) throws Exception {
        JsonNode answer = ready(ULTRA, "{\"prompt\":\"" + prompt + "\",\"safety_tolerance\":6}");

        assertThat(answer.get("status").textValue()).isEqualTo(status);
        assertThat(answer.at("/details/Moderation Reasons"))
                .extracting(JsonNode::textValue)
                .containsExactly(reasons.split("\\|"));
        assertThat(answer.get("cost").doubleValue()).isZero();
        assertThat(answer.get("result").isNull()).isTrue();
        assertThat(emulator.ledger().credits()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a topless_tower", "a mickey and a mouse", "the bloodbaths", "popcornography"})
    void looksAtWholeWordsOnly(String prompt) throws Exception {
        assertThat(ready(ULTRA, "{\"prompt\":\"" + prompt + "\"}").get("status").textValue())
                .isEqualTo("Ready");
    }

    @Test
    void followsTheScriptWhateverThePromptSays() throws Exception {
        emulator.nextTask(TaskScript.ready());

        assertThat(ready(ULTRA, "{\"prompt\":\"nsfw\"}").get("status").textValue())
                .isEqualTo("Ready");
    }

    @Test
    void moderatesNothingIfToldSo() throws Exception {
        try (FluxEmulator calm = FluxEmulator.builder()
                .generationTime(Duration.ZERO)
                .moderation(false)
                .start()) {
            Client other = new Client(calm);

            assertThat(other.get(other.pollingUrl("{\"prompt\":\"nsfw\"}"))
                            .json()
                            .get("status")
                            .textValue())
                    .isEqualTo("Ready");
        }
    }

    private JsonNode ready(String model, String body) throws Exception {
        return client.get(client.submit(model, body).json().get("polling_url").textValue())
                .json();
    }

    private String quote(String model, String body) throws Exception {
        JsonNode answer = client.submit(model, body).json();
        return answer.get("cost") + " " + answer.get("input_mp") + " " + answer.get("output_mp");
    }

    private byte[] finetuned(String id, double strength) throws Exception {
        return download(ready(
                FINETUNED,
                "{\"seed\":1,\"prompt\":\"hills\",\"finetune_id\":\"" + id + "\",\"finetune_strength\":" + strength
                        + "}"));
    }

    private byte[] download(JsonNode ready) throws Exception {
        return client.get(ready.at("/result/sample").textValue()).body();
    }

    private BufferedImage picture(JsonNode ready) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(download(ready)));
    }

    private Answer keyed(String path) throws Exception {
        return client.send(client.request(path).header("x-key", emulator.apiKey()));
    }
}
