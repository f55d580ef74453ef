package io.github.camelflux.examples.studio;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be set about the studio.
 *
 * @param directory where pictures are kept
 * @param budget US dollars that may be spent in all, over all starts
 * @param hosts the names under which a browser may open it
 * @param undo for how long a deleted picture can be had back
 */
@ConfigurationProperties("studio")
record StudioProperties(
        Path directory,
        BigDecimal budget,
        Set<String> hosts,
        @DefaultValue("10s") Duration undo) {}
