package io.github.camelflux.examples.assets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.image.ImageProbe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SiteTest {
    private static byte[] packaged(String name) throws IOException {
        try (InputStream in = SiteTest.class.getResourceAsStream("/site/" + name)) {
            return Objects.requireNonNull(in, name + " is not packaged").readAllBytes();
        }
    }

    @Test
    void everyPictureOfThePageIsPackagedWhole() throws IOException {
        String page = new String(packaged("index.html"), StandardCharsets.UTF_8);

        List<String> pictures = Pattern.compile("images/[a-z/]+[.](jpg|png)")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(pictures).hasSize(5);
        for (String picture : pictures) {
            assertThat(ImageProbe.of(packaged(picture)).width()).as(picture).isGreaterThanOrEqualTo(512);
        }
    }
}
