package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModeTest {
    private static Mode.Surroundings byName(Map<String, String> environment) {
        return new Mode.Surroundings(null, false, true, false, false, environment);
    }

    @Test
    void onlyWhoCallsTheGoalByNameHasSomethingMade() {
        assertThat(Mode.of(byName(Map.of()))).isEqualTo(Mode.MISSING);
        assertThat(Mode.of(new Mode.Surroundings(null, false, false, false, false, Map.of())))
                .isEqualTo(Mode.FROZEN);
        assertThat(Mode.of(new Mode.Surroundings(null, false, true, true, false, Map.of())))
                .isEqualTo(Mode.FROZEN);
        assertThat(Mode.of(new Mode.Surroundings(null, false, true, false, true, Map.of())))
                .isEqualTo(Mode.FROZEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CI", "GITHUB_ACTIONS", "TEAMCITY_VERSION", "JENKINS_URL"})
    void aBuildServerIsFrozenUnlessTheCommandLineSaysOtherwise(String variable) {
        assertThat(Mode.of(byName(Map.of(variable, "true")))).isEqualTo(Mode.FROZEN);
        assertThat(Mode.of(new Mode.Surroundings("missing", true, true, false, false, Map.of(variable, "1"))))
                .isEqualTo(Mode.MISSING);
    }

    @Test
    void aPomCannotMakeOrdinaryBuildsSpend() {
        assertThatThrownBy(() -> Mode.of(new Mode.Surroundings("missing", false, false, false, false, Map.of())))
                .hasMessageContaining("<mode> 'missing' in pom.xml is not allowed")
                .hasMessageContaining("-Dflux.mode=missing");
    }

    @Test
    void nothingIsMadeOffline() {
        assertThatThrownBy(() -> Mode.of(new Mode.Surroundings("refresh", true, true, true, false, Map.of())))
                .hasMessageContaining("leave out -o");
    }
}
