package io.github.camelflux.journal;

import static io.github.camelflux.journal.JournalSamples.TICKET;
import static io.github.camelflux.journal.JournalSamples.claim;
import static io.github.camelflux.journal.JournalSamples.everyState;
import static io.github.camelflux.journal.JournalSamples.otherClaim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelflux.Cost;
import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import io.github.camelflux.ProviderError;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.TaskStatus;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalJsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String CLAIM = JournalJson.write(otherClaim("k"));
    private static final String IMAGE = "{'file':'a.png','size':1,'sha256':'aa','format':'PNG','width':1,'height':1}";

    static Stream<TaskState> states() {
        return everyState().stream();
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }

    /** A stored result with one image. */
    private static String stored(String image) {
        return quoted("{'stage':'STORED','ticket':'" + TICKET + "','result':{'millis':1,'images':[" + image + "]}}");
    }

    private static String claimWith(String member, String json) {
        return CLAIM.substring(0, CLAIM.length() - 1) + quoted(",'" + member + "':" + json + "}");
    }

    private static TaskClaim claimWith(Map<String, Object> attributes) {
        return new TaskClaim(
                "k", true, new RequestDigest("fx1:a"), Provider.BFL, FluxModel.ULTRA, "main", null, attributes);
    }

    private static void isRefused(Consumer<String> reader, String text) {
        assertThatThrownBy(() -> reader.accept(text))
                .as(text.substring(0, Math.min(300, text.length())))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @MethodSource("states")
    void readsEveryStateAsItWasWritten(TaskState state) {
        assertThat(JournalJson.readState(JournalJson.write(state))).isEqualTo(state);
    }

    @Test
    void readsALatchThatWasWrittenBeforeLatchesCouldBeToldApart() {
        assertThat(JournalJson.readState(quoted("{'stage':'SUBMITTING'}")))
                .isEqualTo(new TaskState.Submitting(null, null));
        isRefused(JournalJson::readState, quoted("{'stage':'SUBMITTING','latch':'mine'}"));
    }

    @Test
    void readsClaimsAsTheyWereWritten() {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            Map<String, Object> attributes = new HashMap<>();
            for (int n = random.nextInt(8); n > 0; n--) {
                attributes.put(text(random), attribute(random));
            }
            TaskClaim claim = new TaskClaim(
                    text(random),
                    random.nextBoolean(),
                    new RequestDigest("fx1:" + Long.toHexString(random.nextLong())),
                    random.nextBoolean() ? Provider.BFL : Provider.RUNWARE,
                    FluxModel.values()[random.nextInt(FluxModel.values().length)],
                    text(random),
                    random.nextBoolean() ? null : BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(12)),
                    attributes);
            TaskClaim read = JournalJson.readClaim(JournalJson.write(claim));
            assertThat(read).isEqualTo(claim);
        }
    }

    private static Object attribute(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextBoolean();
            case 1 -> random.nextInt();
            case 2 -> random.nextLong() | 1L << 40;
            case 3 -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
            default -> text(random);
        };
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(30), 0, 0xD800)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    @Test
    void keepsAWholeNumberInTheSmallestTypeThatHoldsIt() {
        TaskClaim read = JournalJson.readClaim(JournalJson.write(claimWith(Map.of("small", 5L, "large", 1L << 40))));

        assertThat(read.attributes()).containsEntry("small", 5).containsEntry("large", 1L << 40);
    }

    @Test
    void takesNoAttributeThatCannotBeRead() {
        for (Object value : List.of(Double.NaN, Double.NEGATIVE_INFINITY, 1.5f, BigDecimal.ONE, 'c', List.of())) {
            assertThatThrownBy(() -> claimWith(Map.of("name", value)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name");
        }
    }

    @Test
    void readsAllThatItWrites() {
        Map<String, Object> many = new HashMap<>();
        for (int i = 0; i < 4_000; i++) {
            many.put(Integer.toString(i, 36), "");
        }
        Map<String, Object> longest = Map.of("a", "x".repeat(TaskClaim.MOST_CHARACTERS - 1));
        for (Map<String, Object> attributes : List.of(many, longest)) {
            TaskClaim claim = claimWith(attributes);
            assertThat(JournalJson.readClaim(JournalJson.write(claim))).isEqualTo(claim);
        }

        TaskClaim tooLong = claimWith(Map.of("a", "\u0001".repeat(TaskClaim.MOST_CHARACTERS - 1)));
        assertThatThrownBy(() -> JournalJson.write(tooLong)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsTheBeginningOfWhatAProviderSays() {
        String worst = "\u0001".repeat(10_000);
        ProviderError error = new ProviderError(worst, worst, List.of(), List.of(), Map.of());
        Cost cost = new Cost(new BigDecimal("0.05"), Cost.Source.SETTLED);
        List<TaskStatus> failures = List.of(
                new TaskStatus.Failed(worst, Collections.nCopies(100, error), cost),
                new TaskStatus.Moderated(TaskStatus.Stage.CONTENT, Collections.nCopies(100, "x".repeat(9_999)), cost));
        for (TaskStatus failure : failures) {
            String text = JournalJson.write(new TaskState.Ended(TICKET, failure));
            assertThat(text).hasSizeLessThan(JournalJson.LONGEST);
            TaskState.Ended read = (TaskState.Ended) JournalJson.readState(text);
            assertThat(read.failure()).hasSameClassAs(failure);
        }
        TaskState.InDoubt doubt =
                (TaskState.InDoubt) JournalJson.readState(JournalJson.write(new TaskState.InDoubt(worst, null)));
        assertThat(worst).startsWith(doubt.reason().replace("…", ""));
    }

    @Test
    void ignoresMembersThatItDoesNotKnow() {
        String anything = "{'a':[1,{'b':null}],'c':1e999}";
        assertThat(JournalJson.readClaim(claimWith("later", anything))).isEqualTo(otherClaim("k"));
        for (TaskState state : everyState()) {
            String text = JournalJson.write(state);
            String more = text.substring(0, text.length() - 1) + quoted(",'later':" + anything + "}");
            assertThat(JournalJson.readState(more)).isEqualTo(state);
        }
        String attributes = quoted("{'a':null,'b':[1],'c':{},'d':1}");
        TaskClaim read = JournalJson.readClaim(
                JournalJson.write(claim("k")).replace("\"attributes\":{}", "\"attributes\":" + attributes));
        assertThat(read.attributes()).containsExactly(Map.entry("d", 1));
    }

    @Test
    void refusesAnythingThatIsNotAnObjectWithinTheLimits() {
        List<String> texts = List.of(
                "",
                " ",
                "null",
                "1",
                "[]",
                "\"x\"",
                "{",
                "{} {}",
                "{}x",
                "nonsense",
                "\u0000",
                CLAIM + CLAIM,
                claimWith("key", "'again'"),
                claimWith("later", "'" + "x".repeat(JournalJson.LONGEST) + "'"),
                claimWith("later", "[".repeat(9) + "]".repeat(9)),
                "[".repeat(60_000),
                "{\"a\":".repeat(10_000),
                claimWith("later", "1" + "0".repeat(100)),
                claimWith("later", "1e" + "9".repeat(100)),
                claimWith("x".repeat(20_000), "1"),
                " ".repeat(JournalJson.LONGEST) + CLAIM);
        for (String text : texts) {
            isRefused(JournalJson::readClaim, text);
            isRefused(JournalJson::readState, text);
        }
        isRefused(JournalJson::readClaim, CLAIM.replace("1.0E300", "1e999"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "1E1",
                "-1",
                "NaN",
                "",
                " 1",
                "1.",
                ".5",
                "0x1",
                "1,5",
                "\u0661",
                "0.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000001"
            })
    void refusesAmountsThatAreNone(String dollars) {
        isRefused(JournalJson::readClaim, claimWith("price", "'" + dollars + "'"));
        isRefused(
                JournalJson::readState,
                stored(IMAGE).replace("\"millis\"", quoted("'dollars':'" + dollars + "','source':'SETTLED','millis'")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "../x.png",
                "a/b.png",
                "a\\\\b.png",
                "/etc/passwd",
                ".png",
                "a",
                "a.",
                "a..png",
                "A.png",
                "a.png\\u0000",
                "a.png\\n",
                "C:a.png",
                "a.p ng",
                "-a.png",
                "",
                "\\u00e9.png",
                "a.verylongending"
            })
    void refusesNamesOfFilesThatCouldLeadElsewhere(String file) {
        isRefused(JournalJson::readState, stored(IMAGE.replace("a.png", file)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'size':1.5",
                "'size':'1'",
                "'size':1e3",
                "'size':99999999999999999999",
                "'size':null",
                "'size':[1]",
                "'size':true"
            })
    void refusesNumbersThatAreNotWhole(String size) {
        assertThatCode(() -> JournalJson.readState(stored(IMAGE))).doesNotThrowAnyException();
        isRefused(JournalJson::readState, stored(IMAGE.replace("'size':1", size)));
    }

    @Test
    void refusesNamesOfTasksThatAreNone() {
        for (String ticket : List.of("", "a b", "fx1|bfl|ultra", "\\n")) {
            isRefused(JournalJson::readState, quoted("{'stage':'SUBMITTING','named':'" + ticket + "'}"));
        }
        isRefused(JournalJson::readState, quoted("{'stage':'ACCEPTED','ticket':'fx1|bfl|ultra'}"));
        isRefused(JournalJson::readState, quoted("{'stage':'stored'}"));
    }

    /** Takes away, and spoils, one member after the other, wherever it is. */
    @Test
    void refusesOrReadsWhateverIsMissingOrOfAnotherKind() throws Exception {
        for (TaskState state : everyState()) {
            for (String spoiled : spoiled(JournalJson.write(state))) {
                readsOrRefuses(JournalJson::readState, spoiled);
            }
        }
        for (TaskClaim claim : List.of(claim("k"), otherClaim("k"))) {
            for (String spoiled : spoiled(JournalJson.write(claim))) {
                readsOrRefuses(JournalJson::readClaim, spoiled);
            }
        }
        for (String member : List.of("key", "digest", "provider", "model", "account")) {
            ObjectNode json = (ObjectNode) MAPPER.readTree(CLAIM);
            isRefused(JournalJson::readClaim, json.without(member).toString());
            isRefused(JournalJson::readClaim, json.putNull(member).toString());
            isRefused(JournalJson::readClaim, json.put(member, 1).toString());
        }
        for (TaskState state : everyState()) {
            for (String member : List.of("stage", "ticket", "reason", "result")) {
                ObjectNode json = (ObjectNode) MAPPER.readTree(JournalJson.write(state));
                if (json.has(member)) {
                    isRefused(JournalJson::readState, json.without(member).toString());
                    isRefused(JournalJson::readState, json.putNull(member).toString());
                }
            }
        }
        for (String member : List.of("file", "size", "sha256", "format", "width", "height")) {
            ObjectNode image = (ObjectNode) MAPPER.readTree(quoted(IMAGE));
            isRefused(JournalJson::readState, stored(image.without(member).toString()));
        }
    }

    @Test
    void refusesOrReadsTextsThatAreCutOrChanged() {
        Random random = new Random(2);
        List<String> texts = new ArrayList<>(
                everyState().stream().map(state -> JournalJson.write(state)).toList());
        texts.add(CLAIM);
        for (String text : texts) {
            IntStream.range(0, text.length()).forEach(end -> isRefused(JournalJson::readState, text.substring(0, end)));
            for (int i = 0; i < 200; i++) {
                StringBuilder changed = new StringBuilder(text);
                changed.setCharAt(random.nextInt(text.length()), "\"{}[]:,\\0-ex\u0000".charAt(random.nextInt(13)));
                readsOrRefuses(JournalJson::readState, changed.toString());
                readsOrRefuses(JournalJson::readClaim, changed.toString());
            }
        }
    }

    private static void readsOrRefuses(Consumer<String> reader, String text) {
        try {
            reader.accept(text);
        } catch (IllegalArgumentException e) {
            assertThat(e).as(text).isExactlyInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<String> spoiled(String text) throws JsonProcessingException {
        List<JsonNode> replacements = new ArrayList<>();
        for (String json : List.of("null", "1", "-1", "\"\"", "\"x\"", "true", "[]", "{}", "[{}]", "[null]", "1e308")) {
            replacements.add(MAPPER.readTree(json));
        }
        replacements.add(JsonNodeFactory.instance.missingNode());
        List<String> spoiled = new ArrayList<>();
        JsonNode tree = MAPPER.readTree(text);
        spoil(tree, replacements, () -> spoiled.add(tree.toString()));
        return spoiled;
    }

    private static void spoil(JsonNode node, List<JsonNode> replacements, Runnable done) {
        if (node instanceof ObjectNode object) {
            for (String name : names(object)) {
                JsonNode before = object.get(name);
                for (JsonNode replacement : replacements) {
                    if (replacement.isMissingNode()) {
                        object.remove(name);
                    } else {
                        object.set(name, replacement);
                    }
                    done.run();
                }
                object.set(name, before);
                spoil(before, replacements, done);
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(each -> spoil(each, replacements, done));
        }
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
