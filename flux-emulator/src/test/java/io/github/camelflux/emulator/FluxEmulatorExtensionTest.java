package io.github.camelflux.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

class FluxEmulatorExtensionTest {

    @Nested
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class RegisteredByAField {
        @RegisterExtension
        static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(builder -> builder.activeTaskLimit(1));

        @Test
        @Order(1)
        void takesItsSettings() throws Exception {
            Client client = new Client(FLUX.emulator());
            assertThat(client.submit("{}").status()).isEqualTo(200);
            assertThat(client.submit("{}").status()).isEqualTo(429);
            FLUX.emulator().always(Step.SUBMIT, Fault.status(500));
        }

        @Test
        @Order(2)
        void isResetBetweenTests() throws Exception {
            assertThat(FLUX.emulator().ledger().submits()).isZero();
            assertThat(new Client(FLUX.emulator()).submit("{}").status()).isEqualTo(200);
        }
    }

    @Nested
    @ExtendWith(FluxEmulatorExtension.class)
    class NamedByAnAnnotation {
        private static URI first;

        @BeforeAll
        static void isThereBeforeTheFirstTest(FluxEmulator emulator) {
            first = emulator.bflUrl();
        }

        @Test
        void fillsInParameters(FluxEmulator emulator) throws Exception {
            assertThat(emulator.bflUrl()).isEqualTo(first);
            assertThat(new Client(emulator).submit("{}").status()).isEqualTo(200);
        }

        @Nested
        class WithANestedClass {

            @Test
            void sharesTheEmulatorOfTheOuterClass(FluxEmulator emulator) throws Exception {
                assertThat(emulator.bflUrl()).isEqualTo(first);
                assertThat(new Client(emulator).submit("{}").status()).isEqualTo(200);
            }
        }
    }

    @Nested
    class RegisteredForEachTest {
        @RegisterExtension
        final FluxEmulatorExtension flux = new FluxEmulatorExtension();

        @Test
        void runsDuringTheTest() throws Exception {
            assertThat(new Client(flux.emulator()).submit("{}").status()).isEqualTo(200);
        }
    }

    @Test
    void closesTheEmulatorAfterTheLastTestOfTheClass() throws Exception {
        FluxEmulatorExtension flux = new FluxEmulatorExtension();
        flux.beforeAll(context("class"));
        flux.beforeEach(context("test"));
        FluxEmulator emulator = flux.emulator();

        flux.afterEach(context("test"));
        assertThat(new Client(emulator).submit("{}").status()).isEqualTo(200);
        flux.afterAll(context("class"));

        assertIsClosed(flux, emulator);
    }

    @Test
    void closesTheEmulatorAfterEachTestIfRegisteredForEach() {
        FluxEmulatorExtension flux = new FluxEmulatorExtension();
        flux.beforeEach(context("test"));
        FluxEmulator emulator = flux.emulator();

        flux.afterEach(context("test"));

        assertIsClosed(flux, emulator);
    }

    private static void assertIsClosed(FluxEmulatorExtension flux, FluxEmulator emulator) {
        int port = emulator.bflUrl().getPort();
        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).isInstanceOf(ConnectException.class);
        assertThatThrownBy(flux::emulator).isInstanceOf(IllegalStateException.class);
    }

    /** The extension asks its context for nothing but the id. */
    private static ExtensionContext context(String id) {
        return (ExtensionContext) Proxy.newProxyInstance(
                ExtensionContext.class.getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getUniqueId");
                    return id;
                });
    }

    @Test
    void saysWhyThereIsNoEmulatorOutsideOfTests() {
        assertThatThrownBy(new FluxEmulatorExtension()::emulator)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }
}
