package io.github.camelflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.ClientLimits;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.InputImage;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.SampleRequests;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.Ticket;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.image.SamplePictures;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the core lets through, the emulator takes, over real connections: both are read from the same documents. */
class AcceptedByTheEmulatorTest {
    private static final int MOST = 1000;

    private static FluxEmulator emulator;
    private static FluxClient client;

    @BeforeAll
    static void start() {
        emulator = FluxEmulator.builder()
                .activeTaskLimit(MOST)
                .credits(BigDecimal.valueOf(100_000))
                .finetunes("my-finetune", "a", "org/lora-1.0", "n".repeat(255))
                .start();
        ClientLimits standard = ClientLimits.DEFAULT;
        client = FluxClient.builder(ApiKey.of(Provider.BFL, emulator.apiKey()))
                .baseUrl(emulator.bflUrl())
                .limits(new ClientLimits(
                        MOST,
                        0,
                        standard.queueTimeout(),
                        standard.requestTimeout(),
                        standard.downloadTimeout(),
                        standard.maxImageSize()))
                // Only the submits are of interest here.
                .pollSchedule(PollSchedule.every(Duration.ofHours(1)))
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        emulator.close();
    }

    private static void assertAccepted(FluxModel model, ImageRequest.Builder request) throws Exception {
        Ticket ticket = client.submit(request.build(), TaskOptions.defaults())
                .thenApply(FluxTask::ticket)
                .get(30, TimeUnit.SECONDS);

        assertThat(ticket.model()).isEqualTo(model);
        assertThat(ticket.pollingUrl().getAuthority())
                .isEqualTo(emulator.bflUrl().getAuthority());
    }

    @ParameterizedTest(name = "{0} {1}, {index}")
    @MethodSource("io.github.camelflux.ModelTableTest#taken")
    void takesEachValueAtItsBounds(FluxModel model, String parameter, Object given, Object read) throws Exception {
        assertAccepted(model, SampleRequests.with(model, parameter, given));
    }

    @ParameterizedTest
    @CsvSource({
        "3136, 1344",
        "2752, 1536",
        "2496, 1664",
        "2368, 1792",
        "2048, 2048",
        "1792, 2368",
        "1664, 2496",
        "1536, 2752",
        "1344, 3136"
    })
    void takesEachSizeOfUltra(int width, int height) throws Exception {
        for (FluxModel model : new FluxModel[] {FluxModel.ULTRA, FluxModel.ULTRA_FINETUNED}) {
            assertAccepted(model, SampleRequests.of(model).width(width).height(height));
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesAnImageWithoutAPrompt(FluxModel model) throws Exception {
        InputImage image = InputImage.of(SamplePictures.jpeg(4, 4));

        assertAccepted(model, SampleRequests.withoutPrompt(model).imagePrompt(image));
    }

    @ParameterizedTest
    @EnumSource
    void takesTheLargestImage(FluxModel model) throws Exception {
        assertAccepted(
                model,
                SampleRequests.of(model).imagePrompt(InputImage.of(SamplePictures.pngOfSize(InputImage.MAX_SIZE))));
    }
}
