package io.github.camelflux.client;

import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.TaskOptions;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ApiKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** The code of the module's README, as a program of its own: it takes its key from the environment. */
final class ReadmeProgram {
    private ReadmeProgram() {}

    /** Argument: the emulator's address, which the page does without. */
    public static void main(String[] args) {
        forTheRealApi().close();
        ApiKey key = ApiKey.of(Provider.BFL, System.getenv("BFL_API_KEY"));
        try (FluxClient client =
                FluxClient.builder(key).baseUrl(URI.create(args[0])).build()) {
            drawALighthouse(client);
            stepByStep(client);
        }
    }

    private static FluxClient forTheRealApi() {
        FluxClient client = FluxClient.builder(ApiKey.of(Provider.BFL, System.getenv("BFL_API_KEY")))
                .build();
        return client;
    }

    private static void drawALighthouse(FluxClient client) {
        ImageRequest request =
                ImageRequest.ultra().prompt("A lighthouse at dusk").raw(true).build();
        ImageResult result = client.generate(request).join();
        result.image().moveTo(Path.of("lighthouse.jpg"));
    }

    private static void stepByStep(FluxClient client) {
        ImageRequest request = ImageRequest.ultra().prompt("A lighthouse").build();
        FluxTask task = client.submit(request, new TaskOptions("lighthouse-1", Duration.ofMinutes(2)))
                .join();
        Ticket ticket = task.ticket();
        RemoteResult addresses = task.addresses(Duration.ofMinutes(2)).join();
        ImageResult images = client.task(ticket).images(Duration.ofMinutes(2)).join();
        Objects.requireNonNull(addresses);
        images.images().forEach(GeneratedImage::delete);
    }
}
