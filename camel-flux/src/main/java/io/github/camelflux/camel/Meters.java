package io.github.camelflux.camel;

import io.github.camelflux.TaskListener;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** Where a component's figures are kept for others to collect; closing takes them away. */
interface Meters extends TaskListener, AutoCloseable {
    /** Keeps nothing. */
    Meters NONE = () -> {};

    @Override
    void close();

    /**
     * Meters in the application's own registry, if it has Micrometer and such a registry.
     *
     * @param component the component's name in the context
     */
    static Meters start(CamelContext context, String component, Supplier<ComponentActivity> activity) {
        boolean hasMicrometer = context.getClassResolver().resolveClass(MicrometerMeters.REGISTRY_CLASS) != null;
        // Micrometer is optional: without it, nothing may touch the class that needs it.
        return hasMicrometer ? MicrometerMeters.start(context, component, activity) : NONE;
    }
}
