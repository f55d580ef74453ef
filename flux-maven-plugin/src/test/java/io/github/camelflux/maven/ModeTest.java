package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CI",
                "GITHUB_ACTIONS",
                "TEAMCITY_VERSION",
                "JENKINS_URL",
                "TF_BUILD",
                "CODEBUILD_BUILD_ID",
                "BUILDKITE",
                "bamboo_buildKey"
            })
    void aBuildServerIsFrozenUnlessTheCommandLineSaysOtherwise(String variable) {
        assertThat(Mode.of(byName(Map.of(variable, "true")))).isEqualTo(Mode.FROZEN);
        assertThat(Mode.of(new Mode.Surroundings("missing", "missing", true, false, false, Map.of(variable, "1"))))
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
