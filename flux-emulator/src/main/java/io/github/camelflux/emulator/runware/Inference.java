package io.github.camelflux.emulator.runware;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelflux.emulator.drawing.Format;
import io.github.camelflux.emulator.drawing.Picture;
import io.github.camelflux.emulator.provider.Course;
import io.github.camelflux.emulator.provider.Order;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A task of type {@code imageInference} for the model {@code bfl:2@2}.
 *
 * @param request as it was sent
 * @param images the id of each picture
 * @param async whether the submit is answered before the pictures are there
 * @param webhook who is told of each picture
 * @param outputType {@code URL}, {@code base64Data} or {@code dataURI}
 * @param life how long the pictures' addresses are good
 * @param checksSafety whether the answer says if there is anything not safe for work
 * @see <a href="https://runware.ai/docs/models/bfl-flux-1-1-pro-ultra">its parameters</a>
 */
record Inference(
        JsonNode request,
        List<Picture> pictures,
        List<UUID> images,
        Course course,
        boolean async,
        Optional<String> webhook,
        String outputType,
        Duration life,
        Optional<URI> uploadEndpoint,
        boolean includeCost,
        boolean checksSafety)
        implements Order {
    static final String MODEL = "bfl:2@2";

    /** By BFL's name for it, so that both draw the same picture. */
    private static final String DRAWN_AS = "flux-pro-1.1-ultra";

    private static final BigDecimal PRICE = BigDecimal.valueOf(6);

    /** As it is printed: above what 64 bits hold, since it went through a floating-point number. */
    private static final BigInteger MAX_SEED = new BigInteger("9223372036854776000");

    private static final BigInteger SEEDS = BigInteger.ONE.shiftLeft(63);

    private static final Map<String, Format> FORMATS =
            Map.of("JPG", Format.JPEG, "PNG", Format.PNG, "WEBP", Format.WEBP);
    private static final Duration USUAL_LIFE = Duration.ofDays(7);
    private static final BigInteger LONGEST_LIFE =
            BigInteger.valueOf(Duration.ofDays(36_500).toSeconds());

    /** In the order of the page; {@code checkNSFW} is an older name that clients still send, to no effect. */
    private static final List<String> PARAMETERS = List.of(
            "taskType",
            "taskUUID",
            "outputType",
            "outputFormat",
            "outputQuality",
            "webhookURL",
            "deliveryMethod",
            "uploadEndpoint",
            "safety",
            "ttl",
            "includeCost",
            "numberResults",
            "model",
            "positivePrompt",
            "width",
            "height",
            "seed",
            "providerSettings",
            "checkNSFW");

    static Inference read(JsonNode request, RunwareSettings settings) throws Refusal {
        Fields task = Fields.of(request);
        if (!task.required("model").equals(MODEL)) {
            throw task.invalid("model", "string", "must be a model that is available: " + MODEL)
                    .allowing(List.of(MODEL));
        }
        task.allowOnly(PARAMETERS);
        List<Picture> pictures = pictures(task);
        boolean async = task.choice("deliveryMethod", List.of("sync", "async")).equals("async");
        // A webhook is told the results, so nobody waits for them.
        Optional<String> webhook = task.address("webhookURL").map(URI::toString);
        task.flag("checkNSFW");
        return new Inference(
                request,
                pictures,
                Stream.generate(UUID::randomUUID).limit(pictures.size()).toList(),
                settings.course(pictures.get(0).prompt()),
                async || webhook.isPresent(),
                webhook,
                task.choiceOrListOfOne("outputType", List.of("URL", "base64Data", "dataURI")),
                life(task),
                task.address("uploadEndpoint"),
                task.flag("includeCost"),
                checksSafety(task.within("safety")));
    }

    private static List<Picture> pictures(Fields task) throws Refusal {
        String prompt = task.text("positivePrompt", 2, 3000);
        Dimensions size = Dimensions.read(task);
        BigInteger first = task.integer("seed", 0, MAX_SEED).orElseGet(Inference::randomSeed);
        int count = task.integer("numberResults", 1, 20, 1);
        String format = task.choice("outputFormat", List.of("JPG", "PNG", "WEBP"));
        int quality = task.integer("outputQuality", 20, 99, 95);
        boolean raw = readProviderSettings(task.within("providerSettings"));
        return IntStream.range(0, count)
                .mapToObj(i -> new Picture(
                        DRAWN_AS,
                        prompt,
                        seed(first, i),
                        size.width(),
                        size.height(),
                        raw,
                        FORMATS.get(format),
                        quality,
                        null,
                        null))
                .toList();
    }

    /** Whether the look is raw; the others do not change what is drawn. */
    private static boolean readProviderSettings(Fields providers) throws Refusal {
        providers.allowOnly(List.of("bfl"));
        Fields bfl = providers.within("bfl");
        bfl.allowOnly(List.of("promptUpsampling", "raw", "safetyTolerance"));
        bfl.flag("promptUpsampling");
        bfl.integer("safetyTolerance", 0, 6, 2);
        return bfl.flag("raw");
    }

    /** The mode decides where both are given. */
    private static boolean checksSafety(Fields safety) throws Refusal {
        safety.allowOnly(List.of("checkContent", "mode"));
        boolean checks = safety.flag("checkContent");
        String mode = safety.choice("mode", List.of("none", "fast"));
        return safety.has("mode") ? mode.equals("fast") : checks;
    }

    private static Duration life(Fields task) throws Refusal {
        return task.integer("ttl", 60, null)
                .map(seconds -> Duration.ofSeconds(seconds.min(LONGEST_LIFE).longValueExact()))
                .orElse(USUAL_LIFE);
    }

    private static BigInteger randomSeed() {
        return BigInteger.valueOf(ThreadLocalRandom.current().nextLong(1L << 32));
    }

    /** Each picture has the next seed; after the largest that 64 bits hold comes 0. */
    private static String seed(BigInteger first, int picture) {
        BigInteger next = first.add(BigInteger.valueOf(picture));
        return (picture == 0 ? next : next.mod(SEEDS)).toString();
    }

    /** As the client wrote it. */
    String taskUUID() {
        return request.get("taskUUID").textValue();
    }

    @Override
    public String model() {
        return MODEL;
    }

    @Override
    public BigDecimal price() {
        return PRICE;
    }
}
