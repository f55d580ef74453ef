package io.github.camelflux.emulator;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs one emulator for all tests of a JUnit 5 class and resets it before each of them.
 *
 * <pre>{@code
 * @RegisterExtension
 * static FluxEmulatorExtension flux = FluxEmulatorExtension.with(builder -> builder.activeTaskLimit(2));
 * }</pre>
 *
 * <p>or {@code @ExtendWith(FluxEmulatorExtension.class)} for the defaults; either way, parameters of type {@link
 * FluxEmulator} are filled in. Registered by a field that is not static, it starts an emulator for each test. The
 * tests of one class share their emulator and must not run in parallel. A static field of a class that several test
 * classes extend is one emulator for all of them: where classes run in parallel, let the field not be static.
 */
public final class FluxEmulatorExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final UnaryOperator<FluxEmulatorBuilder> settings;
    private volatile @Nullable FluxEmulator emulator;
    private volatile String startedFor = "";

    /** The extension with the emulator's defaults, for {@code @ExtendWith}. */
    public FluxEmulatorExtension() {
        this(UnaryOperator.identity());
    }

    private FluxEmulatorExtension(UnaryOperator<FluxEmulatorBuilder> settings) {
        this.settings = settings;
    }

    /** An extension whose emulator is started with these settings. */
    public static FluxEmulatorExtension with(UnaryOperator<FluxEmulatorBuilder> settings) {
        return new FluxEmulatorExtension(settings);
    }

    /**
     * The emulator of the running tests.
     *
     * @throws IllegalStateException before the first test and after the last
     */
    public FluxEmulator emulator() {
        FluxEmulator running = emulator;
        if (running == null) {
            throw new IllegalStateException(
                    "The emulator runs during tests only: is the field annotated with @RegisterExtension?");
        }
        return running;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        start(context);
        emulator().reset();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stop(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop(context);
    }

    /** JUnit asks for nested classes as well, which use the emulator of the outer one. */
    private void start(ExtensionContext context) {
        if (emulator == null) {
            emulator = settings.apply(FluxEmulator.builder()).start();
            startedFor = context.getUniqueId();
        }
    }

    private void stop(ExtensionContext context) {
        if (startedFor.equals(context.getUniqueId())) {
            emulator().close();
            emulator = null;
            startedFor = "";
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FluxEmulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return emulator();
    }
}
