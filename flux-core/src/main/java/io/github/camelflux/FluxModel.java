package io.github.camelflux;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model of the FLUX 1.1 [pro] family: what it accepts, and its list price.
 *
 * <p>This is the one table of that. Requests are checked against it, and options, messages and documentation are made
 * of it or checked against it.
 */
public enum FluxModel {
    /**
     * FLUX 1.1 [pro] in ultra mode: about four megapixels, with an optional raw look
     * (<a href="https://docs.bfl.ai/flux_models/flux_1_1_pro_ultra_raw">provider's page</a>).
     */
    ULTRA(
            "ultra",
            "0.06",
            everyModels()
                    .and(Parameter.ASPECT_RATIO, Allowed.aspectRatio(new AspectRatio(16, 9)))
                    .and(Parameter.WIDTH, Allowed.sideOfUltraSize())
                    .and(Parameter.HEIGHT, Allowed.sideOfUltraSize())
                    .and(Parameter.RAW, Allowed.flag(false))
                    .and(Parameter.IMAGE_PROMPT_STRENGTH, Allowed.decimals(0, 1, 0.1))),

    /**
     * Ultra with a model that its owner has fine-tuned; not in raw mode, and without a published price
     * (<a href="https://docs.bfl.ai/api-reference">provider's reference</a>).
     */
    ULTRA_FINETUNED(
            "ultra-finetuned",
            null,
            everyModels()
                    .and(Parameter.FINETUNE_ID, Allowed.name())
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
            everyModels()
                    .and(Parameter.WIDTH, Allowed.multiples(32, 256, 1440, 1024))
                    .and(Parameter.HEIGHT, Allowed.multiples(32, 256, 1440, 768)));

    private final String id;
    private final @Nullable BigDecimal listPrice;
    private final Map<Parameter, Allowed> parameters;

    FluxModel(String id, @Nullable String listPrice, Table table) {
        this.id = id;
        this.listPrice = listPrice == null ? null : new BigDecimal(listPrice);
        this.parameters = Collections.unmodifiableMap(table.rows);
    }

    private static Table everyModels() {
        return new Table()
                .and(Parameter.PROMPT, Allowed.prompt())
                .and(Parameter.PROMPT_UPSAMPLING, Allowed.flag(false))
                .and(Parameter.SEED, Allowed.anyInteger())
                .and(Parameter.SAFETY_TOLERANCE, Allowed.integers(0, 6, 2))
                .and(Parameter.OUTPUT_FORMAT, Allowed.outputFormat(OutputFormat.JPEG))
                .and(Parameter.IMAGE_PROMPT, Allowed.image())
                .and(Parameter.WEBHOOK_URL, Allowed.webhookUrl())
                .and(Parameter.WEBHOOK_SECRET, Allowed.webhookSecret());
    }

    private static final class Table {
        private final Map<Parameter, Allowed> rows = new EnumMap<>(Parameter.class);

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
     * US dollars an image by the provider's price list, or empty where it lists none; what is charged in the end can
     * differ.
     */
    public Optional<BigDecimal> listPrice() {
        return Optional.ofNullable(listPrice);
    }

    /** Each parameter that the model takes, with the values that it allows. */
    public Map<Parameter, Allowed> parameters() {
        return parameters;
    }

    /** Whether the model makes one of nine sizes of about four megapixels, which an aspect ratio chooses. */
    public boolean hasUltraSizes() {
        return parameters.containsKey(Parameter.ASPECT_RATIO);
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

    /** The models that take a parameter, as words for a message. */
    static String namesOfThoseThatTake(Parameter parameter) {
        return Arrays.stream(values())
                .filter(model -> model.parameters.containsKey(parameter))
                .map(FluxModel::id)
                .collect(Collectors.joining(", "));
    }
}
