package io.github.camelflux.maven;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.TrustedOrigins;
import io.github.camelflux.journal.StoredResult;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.ledger.ResultDirectory;

@AnalyzeClasses(packages = "io.github.camelflux.maven", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule standsOnTheCoreAlone = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "org.springframework..", "kotlin..");

    @ArchTest
    static final ArchRule knowsTheDoorsOfTheCoreAlone = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.github.camelflux.runtime",
                    "io.github.camelflux.poll",
                    "io.github.camelflux.download",
                    "io.github.camelflux.submit");

    @ArchTest
    static final ArchRule knowsLittleOfTheCoresConnections = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.github.camelflux.http")
                    .and(DescribedPredicate.not(belongToAnyOf(ApiKey.class, TrustedOrigins.class))));

    /** What is asked of the journal goes through its ledger. */
    @ArchTest
    static final ArchRule asksTheLedgerAndNoJournal = noClasses()
            .should()
            .callMethodWhere(target(owner(assignableTo(TaskJournal.class))).and(target(not(name("close")))));

    /** Where tasks and pictures are kept is one class's to know. */
    @ArchTest
    static final ArchRule keepsWhatWasPaidForInOnePlace = noClasses()
            .that()
            .doNotHaveSimpleName("ImageStore")
            .should()
            .dependOnClassesThat(assignableTo(TaskJournal.class)
                    .or(assignableTo(ResultDirectory.class))
                    .or(assignableTo(StoredResult.class)));

    @ArchTest
    static final ArchRule hasNoStateThatModulesWouldShare =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule knowsMavenAtItsEdgesOnly = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Mojo")
            .and()
            .doNotHaveSimpleName("MavenBuild")
            .and()
            .doNotHaveSimpleName("TypedCommands")
            .and()
            .doNotHaveSimpleName("PluginExecutions")
            .and()
            .doNotHaveSimpleName("SettingsProxy")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.maven..", "org.eclipse.aether..");

    @ArchTest
    static final ArchRule doesNotSleep = noClasses().should().callMethod(Thread.class, "sleep", long.class);
}
