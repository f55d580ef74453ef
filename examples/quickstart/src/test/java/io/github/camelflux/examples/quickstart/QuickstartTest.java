package io.github.camelflux.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.image.ImageProbe;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    @TempDir
    Path folder;

    @Test
    void writesAnImageForEachPromptAndSaysWhatItCost() throws Exception {
        Path prompts = Files.createDirectory(folder.resolve("prompts"));
        Path images = folder.resolve("images");
        Files.writeString(prompts.resolve("prompts.txt"), "A lighthouse\n\nA fox in the snow\n");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        new Quickstart(new PrintStream(printed, true, StandardCharsets.UTF_8), prompts, images).runOnAnEmulator();

        String output = printed.toString(StandardCharsets.UTF_8);
        assertThat(output)
                .contains("emulator", "1/2", "2/2", "A lighthouse", "A fox in the snow", "2752x1536")
                .containsPattern("2 images in [0-9.]+ s for \\$0.12")
                .contains("The images are in " + images);
        try (Stream<Path> files = Files.list(images)) {
            List<Path> written = files.toList();
            assertThat(written).hasSize(2);
            for (Path image : written) {
                assertThat(ImageProbe.of(image).width()).isEqualTo(2752);
            }
        }
    }
}
