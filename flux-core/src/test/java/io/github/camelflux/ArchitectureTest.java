package io.github.camelflux;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.Delayer;
import io.github.camelflux.http.HttpCall;
import io.github.camelflux.journal.TaskJournal;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** The rules of the design that a test can hold. */
@AnalyzeClasses(
        packages = "io.github.camelflux",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.WithoutTheEmulator.class})
class ArchitectureTest {
    /** It stands on the test's class path, and its packages begin alike. */
    static final class WithoutTheEmulator implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/emulator/");
        }
    }

    private static final Pattern DUMPING_GROUND =
            Pattern.compile("(?i)utils?|commons?|helpers?|supports?|managers?|misc|miscellaneous");

    @ArchTest
    static final ArchRule knowsNoFramework = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache..", "org.springframework..", "org.junit..", "javax.inject..", "jakarta..", "kotlin..");

    @ArchTest
    static final ArchRule dependsOnlyOnTheJdkJacksonSlf4jAndJspecify = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.github.camelflux..",
                    "java..",
                    "javax.crypto..",
                    "javax.net.ssl..",
                    "javax.sql..",
                    "com.fasterxml.jackson..",
                    "org.slf4j..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule knowsDatabasesInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("io.github.camelflux.journal.jdbc")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule followsTheArrows = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("image")
            .definedBy("io.github.camelflux.image")
            .layer("root")
            .definedBy("io.github.camelflux")
            .layer("http")
            .definedBy("io.github.camelflux.http")
            .layer("journal")
            .definedBy("io.github.camelflux.journal..")
            .layer("provider")
            .definedBy("io.github.camelflux.provider")
            .layer("file")
            .definedBy("io.github.camelflux.file")
            .layer("ledger")
            .definedBy("io.github.camelflux.ledger")
            .layer("runtime")
            .definedBy("io.github.camelflux.runtime")
            .layer("poll")
            .definedBy("io.github.camelflux.poll")
            .layer("download")
            .definedBy("io.github.camelflux.download")
            .layer("submit")
            .definedBy("io.github.camelflux.submit")
            .layer("client")
            .definedBy("io.github.camelflux.client")
            .whereLayer("image")
            .mayNotAccessAnyLayer()
            .whereLayer("root")
            .mayOnlyAccessLayers("image", "file")
            .whereLayer("http")
            .mayOnlyAccessLayers("root", "image", "file")
            .whereLayer("journal")
            .mayOnlyAccessLayers("root", "image", "file")
            .whereLayer("provider")
            .mayOnlyAccessLayers("root", "http")
            .whereLayer("file")
            .mayNotAccessAnyLayer()
            .whereLayer("ledger")
            .mayOnlyAccessLayers("root", "image", "http", "journal", "file")
            .whereLayer("runtime")
            .mayOnlyAccessLayers("root", "http", "provider", "ledger")
            .whereLayer("poll")
            .mayOnlyAccessLayers("root", "http", "provider", "ledger", "runtime")
            .whereLayer("download")
            .mayOnlyAccessLayers("root", "image", "file", "http", "provider", "runtime", "poll")
            .whereLayer("submit")
            .mayOnlyAccessLayers("root", "file", "http", "provider", "journal", "ledger", "runtime", "poll")
            .whereLayer("client")
            .mayNotBeAccessedByAnyLayer();

    /** What is asked of a journal goes through its ledger. */
    @ArchTest
    static final ArchRule asksJournalsInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackages("io.github.camelflux.ledger", "io.github.camelflux.journal..")
            .should()
            .callMethodWhere(
                    targets(TaskJournal.class, "claim", "find", "advance", "acquire", "relinquish", "orphans", "at")
                            .or(targets(TaskJournal.class, "delivered", "figures", "forget", "keepAlive", "lease")));

    @ArchTest
    static final ArchRule hasNoCycles =
            slices().matching("io.github.camelflux.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule neverSleeps = noClasses().should().callMethodWhere(targets(Thread.class, "sleep"));

    @ArchTest
    static final ArchRule asksOnlyTheDelayerForTheTime = noClasses()
            .that(areNot(Delayer.class))
            .should()
            .callMethodWhere(targets(System.class, "nanoTime", "currentTimeMillis")
                    .or(targets(Instant.class, "now"))
                    .or(targets(Clock.class, "systemUTC", "systemDefaultZone", "system"))
                    .or(targets(InstantSource.class, "system")));

    @ArchTest
    static final ArchRule usesTheJdksHttpClientInOnePlace = noClasses()
            .that()
            .haveNameNotMatching(".*\\.http\\.(JdkTransport|CappedBody|WatchedBody)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule readsTheKeyInOnePlace = methods()
            .that()
            .areDeclaredIn(ApiKey.class)
            .and()
            .haveName("value")
            .should()
            .onlyBeCalled()
            .byClassesThat()
            .areAssignableTo(HttpCall.class);

    @ArchTest
    static final ArchRule printsNothing = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule serialisesNoJavaObjects =
            noClasses().should().dependOnClassesThat().haveNameMatching("java\\.io\\.Object(In|Out)putStream");

    @ArchTest
    static void hasNoDumpingGround(JavaClasses classes) {
        assertThat(classes).isNotEmpty().allSatisfy(type -> {
            assertThat(type.getPackageName().split("\\.")).noneMatch(ArchitectureTest::isDumpingGround);
            assertThat(type.getSimpleName().split("(?<=[a-z0-9])(?=[A-Z])"))
                    .noneMatch(ArchitectureTest::isDumpingGround);
        });
    }

    @ArchTest
    static void marksEveryPackageAsNonNull(JavaClasses classes) {
        Set<String> packages = classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertThat(packages)
                .hasSizeGreaterThanOrEqualTo(6)
                .allSatisfy(name -> assertThat(classes.getPackage(name).isAnnotatedWith(NullMarked.class))
                        .as(name)
                        .isTrue());
    }

    @ArchTest
    static void thePackagesOfTheArrowsAreAllThereAre(JavaClasses classes) {
        assertThat(classes)
                .allMatch(resideInAPackage("io.github.camelflux")
                        .or(
                                resideInAPackage(
                                        "io.github.camelflux.(file|image|http|provider|ledger|runtime|poll|download|submit|client|webhook)"))
                        .or(resideInAPackage("io.github.camelflux.journal.."))::test);
    }

    private static boolean isDumpingGround(String word) {
        return DUMPING_GROUND.matcher(word).matches();
    }

    private static DescribedPredicate<JavaMethodCall> targets(Class<?> owner, String... names) {
        Set<String> all = Set.of(names);
        return DescribedPredicate.describe(
                owner.getSimpleName() + all,
                call -> call.getTarget().getOwner().isEquivalentTo(owner)
                        && all.contains(call.getTarget().getName()));
    }

    private static DescribedPredicate<JavaClass> areNot(Class<?> type) {
        return DescribedPredicate.describe(
                "are not " + type.getSimpleName(),
                candidate -> !candidate.getName().equals(type.getName())
                        && !candidate.getName().startsWith(type.getName() + "$"));
    }
}
