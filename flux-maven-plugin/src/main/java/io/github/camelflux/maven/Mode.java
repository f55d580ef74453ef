package io.github.camelflux.maven;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far {@code generate} may go. */
enum Mode {
    /** Nothing is paid, nothing but build output is written, and every difference fails the build. */
    FROZEN,
    /** What is not there is made. */
    MISSING,
    /** Named images are made anew. */
    REFRESH;

    /**
     * The variables by which build servers say that they are one, besides {@code CI}, which not all of them set: their own,
     * and those that many have in common.
     */
    static final List<String> SERVERS = List.of(
            "GITHUB_ACTIONS",
            "GITEA_ACTIONS",
            "GITLAB_CI",
            "CIRCLECI",
            "TRAVIS",
            "TEAMCITY_VERSION",
            "JENKINS_URL",
            "JENKINS_HOME",
            "HUDSON_URL",
            "BUILD_NUMBER",
            "BUILD_ID",
            "TF_BUILD",
            "CODEBUILD_BUILD_ID",
            "CODEBUILD_BUILD_ARN",
            "BUILDER_OUTPUT",
            "BITBUCKET_BUILD_NUMBER",
            "BITBUCKET_COMMIT",
            "BUILDKITE",
            "APPVEYOR",
            "DRONE",
            "CIRRUS_CI",
            "SEMAPHORE",
            "bamboo_buildKey",
            "bamboo_planKey",
            "GO_SERVER_URL",
            "GO_PIPELINE_LABEL",
            "HARNESS_BUILD_ID",
            "JB_SPACE_EXECUTION_NUMBER",
            "SCREWDRIVER",
            "TASKCLUSTER_ROOT_URL",
            "BITRISE_IO",
            "BUDDY_WORKSPACE_ID",
            "CF_BUILD_ID",
            "CM_BUILD_ID",
            "APPCENTER_BUILD_ID",
            "AC_APPCIRCLE",
            "CI_XCODE_PROJECT",
            "XCS",
            "PROW_JOB_ID",
            "VELA",
            "EARTHLY_CI",
            "AGOLA_GIT_REF",
            "STRIDER",
            "LAYERCI",
            "NETLIFY",
            "VERCEL",
            "NOW_BUILDER",
            "CF_PAGES",
            "WORKERS_CI",
            "EAS_BUILD",
            "CONTINUOUS_INTEGRATION",
            "CI_BUILD_ID",
            "CI_BUILD_NUMBER",
            "CI_NAME");

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What surrounds a goal.
     *
     * @param given {@code flux.mode}, as the POM or else the command line sets it; null if neither does
     * @param onCommandLine what {@code -D} sets it to, and nothing that is committed; null if it does not
     * @param calledByName whether the goal was called by name rather than by a phase or as a POM's default goal
     */
    record Surroundings(
            @Nullable String given,
            @Nullable String onCommandLine,
            boolean calledByName,
            boolean offline,
            boolean inIde,
            Map<String, String> environment) {}

    /** @throws BuildFailure for a mode that there is none of, or that may not be set where it is set */
    static Mode of(Surroundings in) {
        Mode given = in.given() == null ? null : read(in.given());
        if (given == FROZEN && in.onCommandLine() != null) {
            given = read(in.onCommandLine());
        }
        // A POM's own <mode> hides what the command line says, be that less.
        boolean isAllowed = given == FROZEN || (in.onCommandLine() != null && given == read(in.onCommandLine()));
        if (given != null && !isAllowed) {
            throw new BuildFailure(Promise.ON_THE_COMMAND_LINE.says(
                    "<mode>",
                    given.id(),
                    ", nor is it in .mvn or settings.xml, since every build would spend then",
                    "frozen, or " + Commands.define("flux.mode", given.id())));
        }
        if (given != null && given != FROZEN && in.offline()) {
            throw new BuildFailure("flux.mode=" + given.id() + " needs the network and Maven is offline; leave out -o");
        }
        if (given != null) {
            return given;
        }
        boolean ordinary = !in.calledByName()
                || in.offline()
                || in.inIde()
                || server(in.environment()).isPresent();
        return ordinary ? FROZEN : MISSING;
    }

    /** Why an ordinary build is one, as the end of a sentence. */
    static String reason(Surroundings in) {
        if (in.given() != null) {
            return "flux.mode=frozen";
        }
        if (!in.calledByName()) {
            return "the lifecycle";
        }
        if (in.offline()) {
            return "-o";
        }
        return server(in.environment()).map(Promise.ON_A_SERVER::says).orElse("the IDE");
    }

    private static Mode read(String text) {
        return Stream.of(values())
                .filter(mode -> mode.id().equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> new BuildFailure(
                        "flux.mode '" + text + "' is not allowed; allowed is frozen, missing, refresh"));
    }

    /** The variable by which a build server was recognised. */
    static Optional<String> server(Map<String, String> environment) {
        String ci = environment.getOrDefault("CI", "");
        if (!ci.isBlank() && !ci.equalsIgnoreCase("false")) {
            return Optional.of("CI");
        }
        return SERVERS.stream()
                .filter(name -> !environment.getOrDefault(name, "").isBlank())
                .findFirst();
    }
}
