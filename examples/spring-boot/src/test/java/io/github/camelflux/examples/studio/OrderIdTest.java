package io.github.camelflux.examples.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An order by its id: the same is found, another is refused, and none is made twice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderIdTest {
    private String id;
    private RunningStudio studio;

    @RegisterExtension
    final FluxEmulatorExtension flux = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(100)).sketches(true));

    @BeforeAll
    void open(@TempDir Path directory) {
        studio = RunningStudio.on(flux.emulator(), directory);
    }

    @AfterAll
    void close() {
        studio.close();
    }

    @BeforeEach
    void makeAnId() {
        id = UUID.randomUUID().toString();
    }

    private String order(String more) {
        return "{\"id\": \"" + id + "\", \"prompt\": \"A fox\", \"model\": \"pro\", \"aspectRatio\": \"1:1\"" + more
                + "}";
    }

    private static List<String> ids(HttpResponse<byte[]> answer) {
        return values(answer, "/id");
    }

    private static List<String> values(HttpResponse<byte[]> answer, String field) {
        return StreamSupport.stream(RunningStudio.json(answer).get("pictures").spliterator(), false)
                .map(picture -> picture.at(field).asText())
                .toList();
    }

    /** As a browser that has lost the answer, or a proxy that repeats what it was not answered. */
    @Test
    void theSameOrderIsMadeOnceHoweverOftenItIsSentAndWhenever(@TempDir Path directory) {
        List<String> made;
        try (RunningStudio first = RunningStudio.on(flux.emulator(), directory)) {
            List<HttpResponse<byte[]>> answers = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(time -> first.order(order("")))
                    .toList();
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(202));
            made = ids(answers.get(0));
            assertThat(answers).allSatisfy(answer -> assertThat(ids(answer)).isEqualTo(made));
            first.awaitPicture("A fox");
            assertThat(values(first.order(order("")), "/state")).containsExactly("READY");
        }
        try (RunningStudio second = RunningStudio.on(flux.emulator(), directory, "studio.budget=0.04")) {
            // Nothing is left of the budget, and nothing is needed.
            assertThat(ids(second.order(order("")))).isEqualTo(made);
            assertThat(ids(second.get("/api/orders/" + id))).isEqualTo(made);

            // What was refused can be ordered under the same id when there is room for it.
            id = UUID.randomUUID().toString();
            assertThat(second.order(order("")).statusCode()).isEqualTo(402);
            assertThat(second.get("/api/orders/" + id).statusCode()).isEqualTo(404);
        }
        assertThat(flux.emulator().ledger().submits()).isEqualTo(1);
        ids(studio.order(order(""))).forEach(studio::awaitReady);
    }

    @Test
    void anotherOrderUnderTheSameIdIsRefused() {
        List<String> ids = ids(studio.order(order("")));
        for (String other : List.of(", \"seed\": \"1\"", ", \"count\": 2", ", \"raw\": true")) {
            HttpResponse<byte[]> answer = studio.order(order(other));

            assertThat(answer.statusCode()).as(other).isEqualTo(409);
            assertThat(RunningStudio.json(answer).get("title").asText()).isEqualTo("This order's id has been used");
        }
        ids.forEach(studio::awaitReady);
        assertThat(flux.emulator().ledger().submits()).isEqualTo(1);
        assertThat(studio.order(order("").replace(id, "../../etc")).statusCode())
                .isEqualTo(400);
    }

    /** It may be under way still when the page asks what became of it. */
    @Test
    void anOrderThatWasDroppedIsNotTakenWhenItComesInLate() {
        assertThat(studio.delete("/api/orders/" + id).statusCode()).isEqualTo(204);

        HttpResponse<byte[]> late = studio.order(order(""));

        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(RunningStudio.json(late).get("title").asText()).isEqualTo("This order was dropped");
        assertThat(studio.get("/api/orders/" + id).statusCode()).isEqualTo(404);
        assertThat(studio.delete("/api/orders/" + id).statusCode()).isEqualTo(204);
        assertThat(studio.delete("/api/orders/1").statusCode()).isEqualTo(400);
        assertThat(flux.emulator().requests()).isEmpty();
    }

    @Test
    void anOrderThatWasTakenCannotBeDropped() {
        List<String> ids = ids(studio.order(order("")));

        assertThat(studio.delete("/api/orders/" + id).statusCode()).isEqualTo(409);

        ids.forEach(studio::awaitReady);
    }

    @Test
    void variationsHaveSeedsOfTheirOwnAndArePaidTogetherOrNotAtAll(@TempDir Path directory) {
        try (RunningStudio poor = RunningStudio.on(flux.emulator(), directory, "studio.budget=0.16")) {
            HttpResponse<byte[]> drawn = poor.order(order(", \"count\": 3"));
            assertThat(values(drawn, "/order/seed")).hasSize(3).doesNotHaveDuplicates();
            makeAnId();

            HttpResponse<byte[]> tooMany = poor.order(order(", \"count\": 2"));

            assertThat(tooMany.statusCode()).isEqualTo(402);
            assertThat(RunningStudio.json(tooMany).get("detail").asText())
                    .startsWith("These 2 pictures cost $0.08, and of $0.16 there is $0.04 left.");
            ids(drawn).forEach(poor::awaitReady);
            assertThat(poor.spending().get("spent").decimalValue()).isEqualByComparingTo("0.12");
        }
        assertThat(flux.emulator().ledger().submits()).isEqualTo(3);
    }

    @Test
    void variationsAreAtMostFourAndBeginWithTheSeedThatWasGiven() {
        HttpResponse<byte[]> taken = studio.order(order(", \"seed\": \"7\", \"count\": 2"));
        assertThat(values(taken, "/order/seed")).containsExactly("7", "8");
        ids(taken).forEach(studio::awaitReady);
        for (int count : List.of(0, 5, -1)) {
            makeAnId();
            HttpResponse<byte[]> answer = studio.order(order(", \"count\": " + count));

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(RunningStudio.json(answer).get("detail").asText()).contains("count '" + count + "'", "1 to 4");
        }
    }
}
