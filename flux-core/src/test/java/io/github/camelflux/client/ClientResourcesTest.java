package io.github.camelflux.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.http.ApiKey;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ClientResourcesTest {
    @Test
    void mayBeClosedMoreThanOnce() {
        FluxClient client = FluxClient.builder(ApiKey.of(Provider.BFL, "key")).build();

        client.close();
        client.close();
    }

    @Test
    void deletesUnfinishedDownloadsAndKeepsImagesThatWereHandedOver() throws Exception {
        ClientResources resources = ClientResources.builder().build();
        Path directory = resources.inside().downloadDirectory();
        Path image = Files.writeString(directory.resolve("flux-1.jpg"), "an image");
        Path unfinished = Files.writeString(directory.resolve("flux-2.part"), "half an image");

        resources.close();

        assertThat(image).exists();
        assertThat(unfinished).doesNotExist();
        Files.delete(image);
        resources.close();
        assertThat(directory).doesNotExist();
    }
}
