package io.github.camelflux.maven;

/**
 * What {@code <defaults>} may have, by the names of its elements, for tools that read the types of parameters.
 *
 * <p>Nothing is ever set here: all elements are read as texts by {@link ImageReader}, so that every fault is told at once. A
 * test compares the names with those that it reads, which are the core's.
 */
@SuppressWarnings("unused")
public class Defaults {
    /** Which model makes it. */
    private String model;

    /** Who is asked for it. */
    private String provider;

    /** US dollars that one costs, for a model without a list price. */
    private String price;

    /** The shape of a picture of about four megapixels. */
    private String aspectRatio;

    /** In pixels. */
    private String width;

    /** In pixels. */
    private String height;

    /** Derived from all else where it is not given; another one is another picture. */
    private String seed;

    /** Whether it looks less processed. */
    private String raw;

    /** Whether the provider may add to the prompt. */
    private String promptUpsampling;

    /** What is let through, from the strictest to the most lenient. */
    private String safetyTolerance;

    /** The format of the file. */
    private String outputFormat;

    /** Of a lossy format. */
    private String outputQuality;

    /** The file of a picture to begin with. */
    private String imagePrompt;

    /** How much that picture counts. */
    private String imagePromptStrength;

    /** The name of a finetune. */
    private String finetuneId;

    /** How much the finetune counts. */
    private String finetuneStrength;

    /** For Maven and tools. */
    public Defaults() {}
}
