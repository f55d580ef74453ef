package io.github.camelflux.examples.studio;

import java.nio.file.Path;

/** A picture could not be kept where pictures are. */
class NoRoom extends RuntimeException {
    private final transient Trouble trouble;

    NoRoom(Path directory, String space, Exception cause) {
        super(directory + " takes no picture, with " + space + " left", cause);
        this.trouble = new Trouble(
                "There is no room for the picture",
                directory + " cannot be written, or is full: " + space
                        + " are left. Make room there, and order again. Nothing was asked for, so it cost nothing.");
    }

    Trouble trouble() {
        return trouble;
    }
}
