package io.github.camelflux.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.camel.FluxComponent;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A second component's key goes where that component says, and not to the gateway of the first one's account. */
class SecondComponentTest {
    private static final String KEY = "EMULATORxKEYxOFxTHExSECONDxACCOUNTx1234";

    /** A key, and where it goes. */
    private enum Account {
        BFL("apiKey", "baseUrl"),
        RUNWARE("runwareApiKey", "runwareBaseUrl"),
        WEBHOOK("webhookSecrets", "webhookUrl");

        private final String key;
        private final String place;

        Account(String key, String place) {
            this.key = key;
            this.place = place;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Second {
        static final ThreadLocal<Consumer<BeanWrapper>> SETTINGS = new ThreadLocal<>();

        @Bean("flux2")
        FluxComponent second() {
            FluxComponent component = new FluxComponent();
            SETTINGS.get().accept(PropertyAccessorFactory.forBeanPropertyAccess(component));
            return component;
        }
    }

    private static BeanWrapper started(Consumer<BeanWrapper> settings) {
        Second.SETTINGS.set(settings);
        try (TestApplication application = TestApplication.start(
                TestApplication.of(TestApplication.WithoutRoutes.class, Second.class),
                Arrays.stream(new String[] {
                            "apiKey=first-key-for-nobodys-eyes",
                            "baseUrl=https://gateway.example/first",
                            "runwareApiKey=first-key-for-nobodys-eyes",
                            "runwareBaseUrl=https://gateway.example/first",
                            "webhookSecrets=first-key-for-nobodys-eyes",
                            "webhookUrl=https://gateway.example/first",
                            "trustedOrigins=https://gateway.example",
                            "maxActiveTasks=3"
                        })
                        .map(property -> "camel.component.flux." + property)
                        .toArray(String[]::new))) {
            return PropertyAccessorFactory.forBeanPropertyAccess(
                    application.camel().getComponent("flux2", FluxComponent.class));
        } finally {
            Second.SETTINGS.remove();
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheAddressOfAKeyThatItKeeps(Account account) {
        BeanWrapper second = started(component -> {
            component.setPropertyValue(account.key, KEY);
            component.setPropertyValue(account.place, "https://second.example/");
        });

        assertThat(second.getPropertyValue(account.key)).isEqualTo(KEY);
        assertThat(second.getPropertyValue(account.place)).isEqualTo("https://second.example/");
        assertThat(second.getPropertyValue("maxActiveTasks")).isEqualTo(3);
        for (Account other : Account.values()) {
            if (other != account) {
                assertThat(second.getPropertyValue(other.key)).isEqualTo("first-key-for-nobodys-eyes");
                assertThat(second.getPropertyValue(other.place)).isEqualTo("https://gateway.example/first");
            }
        }
    }

    /** A gateway of the first account would be trusted with its key. */
    @ParameterizedTest
    @EnumSource(names = {"BFL", "RUNWARE"})
    void trustsNobodyElseWithAKeyThatHasAnAddress(Account account) {
        assertThat(started(component -> {
                            component.setPropertyValue(account.key, KEY);
                            component.setPropertyValue(account.place, "https://second.example/");
                        })
                        .getPropertyValue("trustedOrigins"))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"BFL", "RUNWARE"})
    void keepsTheOriginsThatItTrustsWithItsKey(Account account) {
        assertThat(started(component -> {
                            component.setPropertyValue(account.key, KEY);
                            component.setPropertyValue("trustedOrigins", "https://second.example");
                        })
                        .getPropertyValue("trustedOrigins"))
                .isEqualTo("https://second.example");
    }

    /** One gateway may have several accounts. */
    @ParameterizedTest
    @EnumSource
    void takesTheAddressOfThePropertiesWhereItHasNone(Account account) {
        BeanWrapper second = started(component -> component.setPropertyValue(account.key, KEY));

        assertThat(second.getPropertyValue(account.key)).isEqualTo(KEY);
        assertThat(second.getPropertyValue(account.place)).isEqualTo("https://gateway.example/first");
        assertThat(second.getPropertyValue("trustedOrigins")).isEqualTo("https://gateway.example");
    }

    /** The key would be the first account's, at an address that is not its own. */
    @ParameterizedTest
    @EnumSource
    void takesTheAddressOfThePropertiesWithTheirKey(Account account) {
        BeanWrapper second = started(component -> component.setPropertyValue(account.place, "https://second.example/"));

        assertThat(second.getPropertyValue(account.key)).isEqualTo("first-key-for-nobodys-eyes");
        assertThat(second.getPropertyValue(account.place)).isEqualTo("https://gateway.example/first");
    }
}
