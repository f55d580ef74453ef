package io.github.camelflux.emulator.bfl;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;

/**
 * One model on offer.
 *
 * @param name its name in the path of a submit
 * @param credits the price of a picture; 1 credit is 0.01 US dollars
 */
record Model(String name, BigDecimal credits, Function<BodyFields, Submission> reader) {
    static final List<Model> ALL = List.of(new Model("flux-pro-1.1-ultra", BigDecimal.valueOf(6), Submission::read));

    /** Reads all fields; what it returns is of use only if there were no violations. */
    Submission read(BodyFields fields) {
        return reader.apply(fields);
    }
}
