package io.github.camelflux.springboot;

import io.github.camelflux.camel.FluxComponent;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.jdbc.JdbcJournal;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.ComponentConfigurationProperties;
import org.apache.camel.spring.boot.util.CamelPropertiesHelper;
import org.apache.camel.spring.boot.util.ConditionalOnCamelContextAndAutoConfigurationBeans;
import org.apache.camel.spring.boot.util.ConditionalOnHierarchicalProperties;
import org.apache.camel.spring.boot.util.HierarchicalPropertiesEvaluator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;

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
@EnableConfigurationProperties({ComponentConfigurationProperties.class, FluxComponentConfiguration.class})
public class FluxComponentAutoConfiguration {
    /** Sets the options that have a property, on each flux component. */
    @Bean
    @Lazy
    ComponentCustomizer configureFluxComponent(
            CamelContext camelContext, ApplicationContext application, FluxComponentConfiguration properties) {
        return ComponentCustomizer.builder(FluxComponent.class)
                .withCondition((name, component) -> HierarchicalPropertiesEvaluator.evaluate(
                        application, "camel.component.customizer", "camel.component.flux.customizer"))
                .build(component -> CamelPropertiesHelper.copyProperties(camelContext, properties, component));
    }

    /**
     * Remembers tasks in the database of the application's primary data source, if the option {@code journal} names it.
     * Tables that are missing are created. It is closed after the routes have ended and before the data source is.
     */
    @Bean
    @Lazy
    @ConditionalOnBean(DataSource.class)
    @ConditionalOnMissingBean(TaskJournal.class)
    JdbcJournal fluxJdbcJournal(DataSource dataSource) {
        JdbcJournal journal = new JdbcJournal(dataSource);
        journal.setCreateTables(true);
        return journal;
    }
}
