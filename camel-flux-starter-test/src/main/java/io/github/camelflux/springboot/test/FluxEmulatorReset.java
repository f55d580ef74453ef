package io.github.camelflux.springboot.test;

import io.github.camelflux.emulator.FluxEmulator;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Has each test method find the emulator as if it had just been started, though the application goes on. */
final class FluxEmulatorReset implements TestExecutionListener {

    @Override
    public void beforeTestMethod(TestContext test) {
        if (test.hasApplicationContext() && imported(test.getApplicationContext())) {
            test.getApplicationContext().getBean(FluxEmulator.class).reset();
        }
    }

    private static boolean imported(ApplicationContext application) {
        return application.getBeanNamesForType(FluxEmulatorConfiguration.class).length > 0;
    }
}
