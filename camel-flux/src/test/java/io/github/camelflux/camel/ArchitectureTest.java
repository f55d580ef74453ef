package io.github.camelflux.camel;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.DeliveryHosts;
import io.github.camelflux.http.TrustedOrigins;

@AnalyzeClasses(packages = "io.github.camelflux.camel", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule waitsAndTellsTimeOnlyThroughTheCore = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule makesNoThreadsOfItsOwn = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.Executors")
            .orShould()
            .callConstructor(Thread.class, Runnable.class);

    @ArchTest
    static final ArchRule talksToNobodyItself = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "io.github.camelflux.provider..");

    @ArchTest
    static final ArchRule knowsTheDoorsOfTheCoreAlone = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.github.camelflux.runtime",
                    "io.github.camelflux.poll",
                    "io.github.camelflux.download",
                    "io.github.camelflux.submit");

    /** Options, with what Camel generates of them: they are read into a plan and settings, which all others know. */
    @ArchTest
    static final ArchRule knowsOptionsByTheirMeaningOnly = noClasses()
            .that()
            .haveNameNotMatching(".*\\.Flux(Component|Endpoint|DevConsole)(Configurer|UriFactory)?(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(FluxComponent.class, FluxEndpoint.class, FluxDevConsole.class);

    @ArchTest
    static final ArchRule hasItsEndpointMakeProducersAndConsumers = classes()
            .that()
            .belongToAnyOf(FluxProducer.class, FluxConsumer.class)
            .should()
            .onlyHaveDependentClassesThat()
            .haveNameMatching(".*\\.Flux(Endpoint|Producer|Consumer)(\\$.*)?");

    @ArchTest
    static final ArchRule knowsLittleOfTheCoresConnections = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.github.camelflux.http")
                    .and(DescribedPredicate.not(
                            belongToAnyOf(ApiKey.class, TrustedOrigins.class, DeliveryHosts.class))));

    @ArchTest
    static final ArchRule hasNamesThatSaySomething =
            classes().should().haveNameNotMatching(".*(Util|Utils|Helper|Common|Support|Manager|Misc)");
}
