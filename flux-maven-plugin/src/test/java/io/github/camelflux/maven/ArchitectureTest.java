package io.github.camelflux.maven;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
    static final ArchRule hasNoStateThatModulesWouldShare =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule knowsMavenAtItsEdgesOnly = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Mojo")
            .and()
            .doNotHaveSimpleName("MavenBuild")
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
