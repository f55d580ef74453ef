package io.github.camelflux;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model of the FLUX 1.1 [pro] family: what each provider accepts for it, and its list price.
 *
 * <p>This is the one table of that. Requests are checked against it, and options, messages and documentation are made
 * of it or checked against it.
 */
public enum FluxModel {
    /**
     * FLUX 1.1 [pro] in ultra mode: about four megapixels, with an optional raw look
     * (<a href="https://docs.bfl.ai/flux_models/flux_1_1_pro_ultra_raw">at BFL</a>,
     * <a href="https://runware.ai/docs/models/bfl-flux-1-1-pro-ultra">at Runware</a>).
     */
    ULTRA(
            "ultra",
            "0.06",
            atBfl().and(Parameter.ASPECT_RATIO, Allowed.aspectRatio(new AspectRatio(16, 9)))
                    .and(Parameter.WIDTH, Allowed.sideOfUltraSize())
                    .and(Parameter.HEIGHT, Allowed.sideOfUltraSize())
                    .and(Parameter.RAW, Allowed.flag(false))
                    .and(Parameter.IMAGE_PROMPT_STRENGTH, Allowed.decimals(0, 1, 0.1)),
            new Table(Provider.RUNWARE)
                    .and(Parameter.PROMPT, Allowed.prompt(2, 3000))
                    .and(Parameter.PROMPT_UPSAMPLING, Allowed.flag(false))
                    .and(Parameter.SEED, Allowed.seedFromZero())
                    .and(Parameter.ASPECT_RATIO, Allowed.aspectRatioOfUltraSize(new AspectRatio(16, 9)))
                    .and(Parameter.WIDTH, Allowed.sideOfUltraSize())
                    .and(Parameter.HEIGHT, Allowed.sideOfUltraSize())
                    .and(Parameter.SAFETY_TOLERANCE, Allowed.integers(0, 6, 2))
                    .and(
                            Parameter.OUTPUT_FORMAT,
                            Allowed.outputFormat(OutputFormat.JPEG, OutputFormat.PNG, OutputFormat.WEBP))
                    .and(Parameter.RAW, Allowed.flag(false))
                    .and(Parameter.OUTPUT_QUALITY, Allowed.integers(20, 99, 95))
                    .and(Parameter.NUMBER_RESULTS, Allowed.integers(1, 20, 1))
                    .and(Parameter.CHECK_CONTENT, Allowed.flag(false))
                    .and(Parameter.OUTPUT_TYPE, Allowed.outputType())
                    .and(Parameter.TTL, Allowed.integersFrom(60))
                    .and(Parameter.UPLOAD_ENDPOINT, Allowed.httpAddress())
                    .and(Parameter.WEBHOOK_URL, Allowed.httpAddress())),

    /**
     * Ultra with a model that its owner has fine-tuned; not in raw mode, and without a published price
     * (<a href="https://docs.bfl.ai/api-reference">provider's reference</a>).
     */
    ULTRA_FINETUNED(
            "ultra-finetuned",
            null,
            atBfl().and(Parameter.FINETUNE_ID, Allowed.name())
                    .and(Parameter.FINETUNE_STRENGTH, Allowed.decimals(0, 2, 1.2))
                    .and(Parameter.ASPECT_RATIO, Allowed.aspectRatio(new AspectRatio(16, 9)))
                    .and(Parameter.WIDTH, Allowed.sideOfUltraSize())
                    .and(Parameter.HEIGHT, Allowed.sideOfUltraSize())
                    .and(Parameter.IMAGE_PROMPT_STRENGTH, Allowed.decimals(0, 1, 0.1))),

    /**
     * FLUX 1.1 [pro]: up to about two megapixels, in sizes of the caller's choice
     * (<a href="https://docs.bfl.ai/api-reference/models/generate-an-image-with-flux-11-[pro]">provider's page</a>).
     */
    PRO(
            "pro",
            "0.04",
            atBfl().and(Parameter.WIDTH, Allowed.multiples(32, 256, 1440, 1024))
                    .and(Parameter.HEIGHT, Allowed.multiples(32, 256, 1440, 768)));

    private final String id;
    private final @Nullable BigDecimal listPrice;
    private final Map<Provider, Map<Parameter, Allowed>> parameters = new EnumMap<>(Provider.class);

    FluxModel(String id, @Nullable String listPrice, Table... tables) {
        this.id = id;
        this.listPrice = listPrice == null ? null : new BigDecimal(listPrice);
        for (Table table : tables) {
            parameters.put(table.provider, Collections.unmodifiableMap(table.rows));
        }
    }

    /** What all models take there. The provider documents no longest prompt; the limit is more than any model reads. */
    private static Table atBfl() {
        return new Table(Provider.BFL)
                .and(Parameter.PROMPT, Allowed.prompt(1, 100_000))
                .and(Parameter.PROMPT_UPSAMPLING, Allowed.flag(false))
                .and(Parameter.SEED, Allowed.anyInteger())
                .and(Parameter.SAFETY_TOLERANCE, Allowed.integers(0, 6, 2))
                .and(Parameter.OUTPUT_FORMAT, Allowed.outputFormat(OutputFormat.JPEG, OutputFormat.PNG))
                .and(Parameter.IMAGE_PROMPT, Allowed.image())
                .and(Parameter.WEBHOOK_URL, Allowed.httpAddress())
                .and(Parameter.WEBHOOK_SECRET, Allowed.webhookSecret());
    }

    private static final class Table {
        private final Provider provider;
        private final Map<Parameter, Allowed> rows = new EnumMap<>(Parameter.class);

        Table(Provider provider) {
            this.provider = provider;
        }

        Table and(Parameter parameter, Allowed allowed) {
            rows.put(parameter, allowed);
            return this;
        }
    }

    /** The name used in endpoint addresses, tickets and headers. */
    public String id() {
        return id;
    }

    /**
     * US dollars an image by the providers' price lists, or empty where they list none; what is charged in the end can
     * differ.
     */
    public Optional<BigDecimal> listPrice() {
        return Optional.ofNullable(listPrice);
    }

    /** Each parameter that a provider takes for the model, with the values that it allows; empty if it has it not. */
    public Map<Parameter, Allowed> parameters(Provider provider) {
        return parameters.getOrDefault(provider, Map.of());
    }

    /** Who offers the model. */
    public List<Provider> providers() {
        return List.copyOf(parameters.keySet());
    }

    /** Whether the model makes one of nine sizes of about four megapixels, which an aspect ratio chooses. */
    public boolean hasUltraSizes() {
        return takes(Parameter.ASPECT_RATIO);
    }

    /** Whether any provider takes the parameter for this model. */
    private boolean takes(Parameter parameter) {
        return parameters.values().stream().anyMatch(rows -> rows.containsKey(parameter));
    }

    /** Finds a model by its {@link #id()}. @throws IllegalArgumentException if there is none */
    public static FluxModel of(String id) {
        for (FluxModel model : values()) {
            if (model.id.equals(id)) {
                return model;
            }
        }
        throw new IllegalArgumentException("There is no model '" + Printable.of(id) + "'; there are: "
                + Arrays.stream(values()).map(FluxModel::id).collect(Collectors.joining(", ")));
    }

    /** A value in its own type, as one of these providers allows it. */
    Optional<Object> read(Parameter parameter, Object value, List<Provider> by) {
        return by.stream()
                .map(provider -> parameters(provider).get(parameter))
                .flatMap(allowed -> allowed == null ? Stream.empty() : allowed.read(value).stream())
                .findFirst();
    }

    /** The values that these providers allow for a parameter, or who allows any, as the end of a sentence. */
    String allowedWords(Parameter parameter, List<Provider> by) {
        Map<String, String> words = new LinkedHashMap<>();
        for (Provider provider : by) {
            Allowed allowed = parameters(provider).get(parameter);
            if (allowed != null) {
                words.merge(allowed.words(), provider.id(), (first, second) -> first + " and " + second);
            }
        }
        if (words.size() == 1) {
            return words.keySet().iterator().next();
        }
        if (!words.isEmpty()) {
            return words.entrySet().stream()
                    .map(entry -> entry.getKey() + " with " + entry.getValue())
                    .collect(Collectors.joining(", "));
        }
        List<String> elsewhere = providers().stream()
                .filter(provider -> parameters(provider).containsKey(parameter))
                .map(Provider::id)
                .toList();
        return elsewhere.isEmpty()
                ? "no value with model " + id + ", only with " + namesOfThoseThatTake(parameter)
                : "no value with provider " + by.get(0).id() + ", only with " + String.join(", ", elsewhere);
    }

    private static String namesOfThoseThatTake(Parameter parameter) {
        return Arrays.stream(values())
                .filter(model -> model.takes(parameter))
                .map(FluxModel::id)
                .collect(Collectors.joining(", "));
    }
}
