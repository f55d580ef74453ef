package io.github.camelflux.emulator.provider;

import io.github.camelflux.emulator.drawing.Picture;
import java.math.BigDecimal;
import java.util.List;

/** What a task is to do. */
public interface Order {

    /** The provider's own name of the model. */
    String model();

    /** What is to be drawn; at least one. */
    List<Picture> pictures();

    /** What each picture costs if it is made, in credits of 0.01 US dollars. */
    BigDecimal price();

    /** How the task goes unless a script says otherwise. */
    Course course();
}
