package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeTest {
    private static Mode.Surroundings byName(Map<String, String> environment) {
        return new Mode.Surroundings(null, null, true, false, false, environment);
    }

    @Test
    void onlyWhoCallsTheGoalByNameHasSomethingMade() {
        assertThat(Mode.of(byName(Map.of()))).isEqualTo(Mode.MISSING);
        assertThat(Mode.of(new Mode.Surroundings(null, null, false, false, false, Map.of())))
                .isEqualTo(Mode.FROZEN);
        assertThat(Mode.of(new Mode.Surroundings(null, null, true, true, false, Map.of())))
                .isEqualTo(Mode.FROZEN);
        assertThat(Mode.of(new Mode.Surroundings(null, null, true, false, true, Map.of())))
                .isEqualTo(Mode.FROZEN);
    }

    /** What the build servers set, by their own pages. */
    @ParameterizedTest
    @CsvSource({
        "CI, true",
        "GITHUB_ACTIONS, true",
        "GITLAB_CI, true",
        "TEAMCITY_VERSION, 2026.1",
        "JENKINS_URL, https://ci.example.org/",
        "BUILD_NUMBER, 153",
        "BUILD_ID, 153",
        "TF_BUILD, True",
        "CODEBUILD_BUILD_ID, site:b1e6661e",
        "CODEBUILD_BUILD_ARN, arn:aws:codebuild:us-west-2:123456789012:build/site:b1e6661e",
        "BUILDKITE, true",
        "bamboo_buildKey, SITE-MAIN-JOB",
        "BITBUCKET_BUILD_NUMBER, 7",
        "CIRCLECI, true",
        "TRAVIS, true",
        "APPVEYOR, True",
        "DRONE, true",
        "GO_SERVER_URL, https://go.example.org",
        "BUDDY_WORKSPACE_ID, 1",
        "CM_BUILD_ID, 1",
        "PROW_JOB_ID, 1f2",
        "GITEA_ACTIONS, true",
        "NETLIFY, true",
        "CF_PAGES, 1",
        "CONTINUOUS_INTEGRATION, true"
    })
    void aBuildServerIsFrozenUnlessTheCommandLineSaysOtherwise(String variable, String value) {
        Map<String, String> server = Map.of(variable, value);
        assertThat(Mode.of(byName(server))).isEqualTo(Mode.FROZEN);
        assertThat(Mode.reason(byName(server))).contains("variable " + variable, "-Dflux.mode=missing overrides");
        assertThat(Mode.of(new Mode.Surroundings("missing", "missing", true, false, false, server)))
                .isEqualTo(Mode.MISSING);
    }

    @Test
    void aPomCannotMakeOrdinaryBuildsSpend() {
        assertThatThrownBy(() -> Mode.of(new Mode.Surroundings("missing", null, false, false, false, Map.of())))
                .hasMessageContaining("<mode> 'missing' in pom.xml is not allowed")
                .hasMessageContaining("-Dflux.mode=missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"frozen", "refresh"})
    void aModeOfThePomIsNotTheOneThatTheCommandLineAllows(String commandLine) {
        Mode.Surroundings hidden = new Mode.Surroundings("missing", commandLine, false, false, false, Map.of());

        assertThatThrownBy(() -> Mode.of(hidden)).hasMessageContaining("<mode> 'missing' in pom.xml is not allowed");
    }

    @Test
    void nothingIsMadeOffline() {
        assertThatThrownBy(() -> Mode.of(new Mode.Surroundings("refresh", "refresh", true, true, false, Map.of())))
                .hasMessageContaining("leave out -o");
    }
}
