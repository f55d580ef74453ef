package io.github.camelflux.emulator.bfl;

import io.github.camelflux.emulator.bfl.Submission.Own;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;

/**
 * One model on offer.
 *
 * @param name its name in the path of a submit
 * @param credits the price of a picture; 1 credit is 0.01 US dollars
 * @param own reads what other models do not have
 */
record Model(String name, BigDecimal credits, Function<BodyFields, Own> own) {
    static final List<Model> ALL = List.of(
            new Model("flux-pro-1.1-ultra", BigDecimal.valueOf(6), Own::ultra),
            // No price is published for it: a little more than what it refines, so that a test can tell them apart.
            new Model("flux-pro-1.1-ultra-finetuned", BigDecimal.valueOf(7), Own::finetuned),
            new Model("flux-pro-1.1", BigDecimal.valueOf(4), Own::pro));

    /** Reads all fields; what it returns is of use only if there were no violations. */
    Submission read(BodyFields fields) {
        return Submission.read(name, own.apply(fields), fields);
    }
}
