package io.github.camelflux.springboot.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.FluxEmulator;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** The annotation without a test: an application that is started on the emulator, as {@code spring-boot:test-run} does. */
class DevelopmentTest {
    @TestConfiguration(proxyBeanMethods = false)
    @ImportFluxEmulator
    static class OnEmulator {}

    @Test
    void theApplicationsOwnMainMethodRunsOnTheEmulatorWhichEndsWithIt() throws IOException {
        URI address;
        try (ConfigurableApplicationContext application = SpringApplication.from(Covers::main)
                .with(OnEmulator.class)
                .run("--spring.main.web-application-type=none")
                .getApplicationContext()) {
            FluxEmulator flux = application.getBean(FluxEmulator.class);
            address = flux.bflUrl();

            byte[] image = application
                    .getBean(ProducerTemplate.class)
                    .requestBody("direct:cover", "A lighthouse at dusk", byte[].class);

            assertThat(image).hasSizeGreaterThan(1000);
            assertThat(flux.ledger().submits()).isEqualTo(1);
        }

        assertThat(isOpen(address)).isFalse();
    }

    private static boolean isOpen(URI address) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }
}
