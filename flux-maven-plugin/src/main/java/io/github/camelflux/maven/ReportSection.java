package io.github.camelflux.maven;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a report says of one module.
 *
 * @param cost US dollars that its pictures were made for, as far as is known
 * @param articles in HTML
 */
record ReportSection(String module, int images, BigDecimal cost, String articles) {
    /** In a type of the JDK, since the plugin can be loaded several times in one run. */
    List<String> toTexts() {
        return List.of(module, String.valueOf(images), cost.toPlainString(), articles);
    }

    static ReportSection of(List<String> texts) {
        return new ReportSection(
                texts.get(0), Integer.parseInt(texts.get(1)), new BigDecimal(texts.get(2)), texts.get(3));
    }
}
