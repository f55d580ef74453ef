package io.github.camelflux.springboot;

import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.jdbc.JdbcJournal;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.ComponentConfigurationProperties;
import org.apache.camel.spring.boot.util.ConditionalOnCamelContextAndAutoConfigurationBeans;
import org.apache.camel.spring.boot.util.ConditionalOnHierarchicalProperties;
import org.apache.camel.spring.boot.util.HierarchicalPropertiesEvaluator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** Gives the flux component its properties, and offers it a journal in the database of the application. */
@AutoConfiguration(
        after = CamelAutoConfiguration.class,
        // By name: the package is another one before Spring Boot 4.
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@Conditional(ConditionalOnCamelContextAndAutoConfigurationBeans.class)
@ConditionalOnHierarchicalProperties({"camel.component", "camel.component.flux"})
@EnableConfigurationProperties(ComponentConfigurationProperties.class)
public class FluxComponentAutoConfiguration {
    static final String JOURNAL = "fluxJdbcJournal";

    /** In the directory in which the application runs. */
    static final String RESULTS = "flux-results";

    private static final Logger LOG = LoggerFactory.getLogger(FluxComponentAutoConfiguration.class);

    /** Before the customizers of an application, whose order is 0 by default, so that these have the last word. */
    private static final int BEFORE_OTHERS = -1;

    FluxComponentAutoConfiguration(Environment environment) {
        FluxProperties.refuseUnknown(environment);
    }

    /** Sets the options that have a property, on each flux component. */
    @Bean
    @Lazy
    ComponentCustomizer configureFluxComponent(ApplicationContext application) {
        return ComponentCustomizer.builder(FluxComponent.class)
                .withOrder(BEFORE_OTHERS)
                .withCondition((name, component) -> HierarchicalPropertiesEvaluator.evaluate(
                        application, "camel.component.customizer", "camel.component.flux.customizer"))
                .build((name, component) -> {
                    FluxProperties.copy(application.getEnvironment(), name, component);
                    keepImages(application, component);
                });
    }

    /** So that one property is enough: with a journal that outlives the process, images have to as well. */
    private static void keepImages(ApplicationContext application, FluxComponent component) {
        if (component.getResultDirectory() == null
                && component.getJournal() instanceof JdbcJournal journal
                && application.containsBean(JOURNAL)
                && journal == application.getBean(JOURNAL)) {
            component.setResultDirectory(RESULTS);
            LOG.info(
                    "Images are kept in {}; camel.component.flux.result-directory sets another place",
                    Path.of(RESULTS).toAbsolutePath());
        }
    }

    /**
     * Remembers tasks in the database of the application's primary data source, if the option {@code journal} names it.
     * Tables that are missing are created. It is closed after the routes have ended and before the data source is.
     */
    @Bean(JOURNAL)
    @Lazy
    @ConditionalOnBean(DataSource.class)
    @ConditionalOnMissingBean(TaskJournal.class)
    JdbcJournal fluxJdbcJournal(DataSource dataSource) {
        JdbcJournal journal = new JdbcJournal(dataSource);
        journal.setCreateTables(true);
        return journal;
    }
}
