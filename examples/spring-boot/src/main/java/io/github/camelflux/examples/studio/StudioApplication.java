package io.github.camelflux.examples.studio;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.event.EventListener;

/** Starts the studio; with the profile {@code dev} it needs no key. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class StudioApplication {
    private static final Logger LOG = LoggerFactory.getLogger(StudioApplication.class);

    public static void main(String[] args) {
        SpringApplication.run(StudioApplication.class, args);
    }

    @EventListener
    void sayWhere(ApplicationReadyEvent ready) {
        LOG.info(
                "The studio is open: http://localhost:{}",
                ready.getApplicationContext().getEnvironment().getProperty("local.server.port"));
    }
}
