package io.github.camelflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Cost;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.http.ApiKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole client on real connections and in real time. */
class FluxClientOverHttpTest {
    @TempDir
    Path images;

    @Test
    void generatesAnImageOfTheAskedShapeAndReportsItsSettledCost() throws Exception {
        try (FluxEmulator emulator = FluxEmulator.builder()
                        .generationTime(Duration.ofMillis(300))
                        .start();
                ClientResources resources =
                        ClientResources.builder().downloadDirectory(images).build();
                FluxClient client = FluxClient.builder(ApiKey.of(Provider.BFL, emulator.apiKey()))
                        .baseUrl(emulator.bflUrl())
                        .resources(resources)
                        .build()) {
            ImageRequest request = ImageRequest.ultra()
                    .prompt("A lighthouse at dusk")
                    .aspectRatio("1:1")
                    .seed(42L)
                    .build();

            ImageResult result = client.generate(request).get(30, TimeUnit.SECONDS);

            assertThat(result.image().file()).isRegularFile();
            assertThat(result.image().probe().width()).isEqualTo(2048);
            assertThat(result.image().remote().seed()).isEqualTo(42L);
            assertThat(result.cost().source()).isEqualTo(Cost.Source.SETTLED);
            assertThat(result.cost().dollars()).isEqualByComparingTo("0.06");
            assertThat(emulator.ledger().submits()).isEqualTo(1);
        }
    }
}
