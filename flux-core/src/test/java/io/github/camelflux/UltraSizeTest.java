package io.github.camelflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.camelflux.FluxException.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A width and a height where the API knows shapes only. */
class UltraSizeTest {
    private static final String NINE =
            "width and height of 3136x1344 (21:9), 2752x1536 (16:9), 2496x1664 (3:2), 2368x1792 (4:3), 2048x2048 (1:1),"
                    + " 1792x2368 (3:4), 1664x2496 (2:3), 1536x2752 (9:16), 1344x3136 (9:21)";

    private static InvalidRequest refusal(ImageRequest.Builder request) {
        InvalidRequest refused = catchThrowableOfType(InvalidRequest.class, request::build);
        assertThat(refused).isNotNull();
        return refused;
    }

    @ParameterizedTest
    @CsvSource({
        "3136, 1344, 21:9",
        "2752, 1536, 16:9",
        "2496, 1664, 3:2",
        "2368, 1792, 4:3",
        "2048, 2048, 1:1",
        "1792, 2368, 3:4",
        "1664, 2496, 2:3",
        "1536, 2752, 9:16",
        "1344, 3136, 9:21"
    })
    void readsEachSizeAsItsShape(int width, int height, String ratio) {
        for (FluxModel model : new FluxModel[] {FluxModel.ULTRA, FluxModel.ULTRA_FINETUNED}) {
            ImageRequest request =
                    SampleRequests.of(model).width(width).height(height).build();

            assertThat(request.aspectRatio()).hasToString(ratio);
            assertThat(request.width()).isNull();
            assertThat(request.height()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "unset",
            value = {"2048, unset", "unset, 2048", "3136, 3136", "1344, 2048", "1536, 1536", "1344, 2752"})
    void refusesSidesThatMakeNoSize(Integer width, Integer height) {
        String given =
                "width " + (width == null ? "unset" : width) + " and height " + (height == null ? "unset" : height);
        for (FluxModel model : new FluxModel[] {FluxModel.ULTRA, FluxModel.ULTRA_FINETUNED}) {
            assertThat(refusal(SampleRequests.of(model).width(width).height(height))
                            .faults())
                    .containsExactly(new RequestFault("size", given, NINE));
        }
    }

    @ParameterizedTest
    @CsvSource({"16:9, 2752, 1536", "32:18, 2752, 1536", "7:3, 3136, 1344", "100:100, 2048, 2048"})
    void takesASizeBesideItsOwnShape(String ratio, int width, int height) {
        ImageRequest request = ImageRequest.ultra()
                .prompt("A pier")
                .aspectRatio(ratio)
                .width(width)
                .height(height)
                .build();

        assertThat(request.aspectRatio().reduced())
                .isEqualTo(AspectRatio.parse(ratio).orElseThrow().reduced());
    }

    @ParameterizedTest
    @CsvSource({"16:9, 2048, 2048", "9:16, 2752, 1536", "4:5, 2048, 2048"})
    void refusesASizeBesideAnotherShape(String ratio, int width, int height) {
        ImageRequest.Builder request = ImageRequest.ultra()
                .prompt("A pier")
                .aspectRatio(ratio)
                .width(width)
                .height(height);

        assertThat(refusal(request).faults())
                .containsExactly(new RequestFault(
                        "size",
                        "width " + width + " and height " + height + " and aspectRatio " + ratio,
                        "one of both, or the same"));
    }

    @Test
    void listsAWrongSizeBesideOtherFaults() {
        InvalidRequest refused =
                refusal(ImageRequest.ultra().width(2048).aspectRatio("banana").safetyTolerance(7));

        assertThat(refused.faults())
                .extracting(RequestFault::field)
                .containsExactlyInAnyOrder("prompt", "aspectRatio", "safetyTolerance", "size");
    }

    @Test
    void blamesAWrongSideOnlyOnce() {
        assertThat(refusal(ImageRequest.ultra().prompt("A pier").width(100).height(2048))
                        .faults())
                .containsExactly(new RequestFault("width", "100", NINE));
        assertThat(refusal(ImageRequest.ultra().prompt("A pier").width(2048).height(100))
                        .faults())
                .containsExactly(new RequestFault("height", "100", NINE));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "PRO")
    void asksUltraForNothingWhenNothingIsSet(FluxModel model) {
        assertThat(SampleRequests.of(model).build().aspectRatio()).isNull();
    }

    @Test
    void keepsProsSizeAsItIs() {
        ImageRequest request = ImageRequest.pro().prompt("A pier").width(1440).build();

        assertThat(request.width()).isEqualTo(1440);
        assertThat(request.height()).isNull();
        assertThat(request.aspectRatio()).isNull();
    }
}
