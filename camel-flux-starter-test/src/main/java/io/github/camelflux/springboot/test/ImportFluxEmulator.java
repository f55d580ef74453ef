package io.github.camelflux.springboot.test;

import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorBuilder;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/**
 * Starts a {@link FluxEmulator} with the application, as a bean, and has each flux component talk to it.
 *
 * <pre>{@code
 * @SpringBootTest
 * @ImportFluxEmulator
 * class CoversTest {
 *     @Autowired
 *     FluxEmulator flux;
 * }
 * }</pre>
 *
 * <p>Address and keys of both providers are the emulator's then, whatever properties, variables and customizers of the
 * application say; only an endpoint with a {@code baseUrl} of its own keeps that. A bean of type
 * {@link FluxEmulatorBuilder} sets the emulator up.
 *
 * <p>The emulator is reset before each test method. Test classes that share an application context share its emulator too, so
 * they must not run side by side. What the component remembers is not reset: the {@code maxCost} that is left, and the
 * journal, in which a task key that was used before is that task.
 *
 * <p>On a configuration class of an application it does the same while that is being developed.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Import(FluxEmulatorConfiguration.class)
public @interface ImportFluxEmulator {}
