package io.github.camelflux;

import java.math.BigDecimal;

/** A model of the FLUX 1.1 [pro] family and its list price. */
public enum FluxModel {
    /**
     * FLUX 1.1 [pro] in ultra mode: about four megapixels, with an optional raw look
     * (<a href="https://docs.bfl.ai/flux_models/flux_1_1_pro_ultra_raw">provider's page</a>).
     */
    ULTRA("ultra", "0.06");

    private final String id;
    private final BigDecimal listPrice;

    FluxModel(String id, String listPrice) {
        this.id = id;
        this.listPrice = new BigDecimal(listPrice);
    }

    /** The name used in endpoint addresses, tickets and headers. */
    public String id() {
        return id;
    }

    /** US dollars an image by the provider's price list; what is charged in the end can differ. */
    public BigDecimal listPrice() {
        return listPrice;
    }

    /** Finds a model by its {@link #id()}. @throws IllegalArgumentException if there is none */
    public static FluxModel of(String id) {
        for (FluxModel model : values()) {
            if (model.id.equals(id)) {
                return model;
            }
        }
        throw new IllegalArgumentException("There is no model '" + id + "'; there is: ultra");
    }
}
