package io.github.camelflux.crash;

import io.github.camelflux.ImageRequest;
import io.github.camelflux.InputImage;
import io.github.camelflux.Provider;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is asked for under a key: another picture for each.
 *
 * @param picture an image to remix, which only BFL takes; empty for none
 */
record Wish(Provider provider, String key, Path picture) {
    static final Path NO_PICTURE = Path.of("");

    /** By its words, as {@link #toString} writes it. */
    static Wish of(String[] words) {
        return new Wish(Provider.of(words[0]), words[1], words.length > 2 ? Path.of(words[2]) : NO_PICTURE);
    }

    static Wish of(Provider provider, String key) {
        return new Wish(provider, key, NO_PICTURE);
    }

    String prompt() {
        return "A pier, " + key;
    }

    ImageRequest request() {
        // The smallest that the provider makes, with a seed, so that its bytes are known.
        ImageRequest.Builder request = provider == Provider.BFL
                ? ImageRequest.pro().width(256).height(256)
                : ImageRequest.ultra().aspectRatio("1:1");
        if (Files.isRegularFile(picture)) {
            request.imagePrompt(InputImage.ofFile(picture));
        }
        return request.prompt(prompt())
                .seed((long) Math.abs(key.hashCode() % 1_000_000))
                .build();
    }

    @Override
    public String toString() {
        return provider.id() + " " + key + (picture.equals(NO_PICTURE) ? "" : " " + picture);
    }
}
