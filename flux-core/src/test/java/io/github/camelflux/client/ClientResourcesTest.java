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
        Path directory = resources.downloadDirectory();
        Path image = Files.writeString(directory.resolve("flux-1.jpg"), "an image");
        Path unfinished = Files.writeString(directory.resolve("flux-2.part"), "half an image");

        resources.close();

        assertThat(image).exists();
        assertThat(unfinished).doesNotExist();
        Files.delete(image);
        resources.close();
        assertThat(directory).doesNotExist();
    }

    @Test
    void deletesTheUnfinishedDownloadsOfAProcessThatWasKilled() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        process.waitFor();
        Path place = Path.of(System.getProperty("java.io.tmpdir"));
        Path dead = Files.createTempDirectory(place, "flux-" + process.pid() + "-1-");
        Path alive = Files.createTempDirectory(
                place,
                "flux-" + ProcessHandle.current().pid() + "-"
                        + ProcessHandle.current()
                                .info()
                                .startInstant()
                                .orElseThrow()
                                .toEpochMilli() + "-");
        Path image = Files.writeString(dead.resolve("flux-1.jpg"), "an image");
        Path unfinished = Files.writeString(dead.resolve("flux-2.part"), "half an image");
        Path underWay = Files.writeString(alive.resolve("flux-3.part"), "half an image");

        ClientResources.builder().build().close();

        assertThat(unfinished).doesNotExist();
        assertThat(image).exists();
        assertThat(underWay).exists();
        Files.delete(image);
        Files.delete(underWay);
        Files.delete(alive);
        ClientResources.builder().build().close();
        assertThat(dead).doesNotExist();
    }
}
