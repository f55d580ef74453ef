package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulator;
import java.nio.file.Files;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an ordinary build pays in time for images that are as they should be. */
@Tag("full")
@Isolated("times are compared, which other builds beside would make nothing of")
class UnchangedImagesTest extends ForkedBuild {
    @ParameterizedTest
    @ValueSource(ints = {100_000, 1_500_000})
    void fiftyUnchangedImagesCostABuildLittle(int size) throws Exception {
        String[] images = IntStream.range(0, 50)
                .mapToObj(each -> image("image-" + each, "Lighthouse number " + each))
                .toArray(String[]::new);
        TestProject project = site(images);
        try (FluxEmulator large = FluxEmulator.builder().minimumImageBytes(size).start()) {
            maven.with("-Dflux.baseUrl=" + large.bflUrl());
            maven.run(project.directory(), "flux:generate", "-Dflux.maxCost=2").succeeded();
        }
        assertThat(Files.size(project.image("image-49.jpg"))).isGreaterThanOrEqualTo(size);

        // As users run it: the checksums are fast only once the second compiler has them.
        maven.environment("MAVEN_OPTS", "");
        long[] with = new long[5];
        long[] without = new long[5];
        for (int run = 0; run < with.length; run++) {
            with[run] = maven.run(project.directory(), "process-resources")
                    .succeeded()
                    .time()
                    .toMillis();
            without[run] = maven.run(project.directory(), "process-resources", "-Dflux.skip")
                    .succeeded()
                    .time()
                    .toMillis();
        }
        long added = LongStream.of(with).min().getAsLong()
                - LongStream.of(without).min().getAsLong();

        System.out.println("[figure] 50 unchanged images of " + size / 1000 + " KB add " + added
                + " ms to a build (best of 5 each)");
        // A machine that does much else at the same time makes more of it.
        assertThat(added).isLessThan(2000);
    }
}
