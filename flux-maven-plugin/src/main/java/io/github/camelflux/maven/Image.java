package io.github.camelflux.maven;

/** What an {@code <image>} may have: what {@link Defaults} may, and what is one image's own. */
@SuppressWarnings("unused")
public class Image extends Defaults {
    /** Its name in the lock, unique in the module. */
    private String id;

    /** What is to be seen. */
    private String prompt;

    /** The file of a prompt, in place of one. */
    private String promptFile;

    /** Where it belongs below the directory of images. */
    private String file;

    /** For Maven and tools. */
    public Image() {}
}
