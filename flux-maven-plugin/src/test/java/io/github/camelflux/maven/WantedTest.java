package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which images 'flux.only' means. */
class WantedTest {
    private static final Set<String> IDS = new TreeSet<>(Set.of("hero", "team-a", "team-b", "logo.v2"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hero                | hero",
                "hero, team-a        | hero team-a",
                "*                   | hero logo.v2 team-a team-b",
                "team-*              | team-a team-b",
                "*-b , hero,         | hero team-b",
                "*o*                 | hero logo.v2",
                "logo.v*             | logo.v2",
                "hero,nobody         | hero"
            })
    void namesIdsAndPartsOfThem(String only, String ids) {
        assertThat(Wanted.read(only).of(IDS)).containsExactly(ids.split(" "));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ",", " , "})
    void whereNothingIsSaidNothingIsNamed(String only) {
        assertThat(Wanted.read(only).isAll()).isTrue();
        assertThat(Wanted.read(only).of(IDS)).isEmpty();
        assertThat(Wanted.read(only).check(IDS, true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"her", "logoxv2", "TEAM-*", "hero*x", "[h]ero", "\\Eteam"})
    void aModuleThatIsAloneHasToHaveThem(String only) {
        assertThatThrownBy(() -> Wanted.read(only).check(IDS, true))
                .hasMessageContaining("flux.only '" + only + "' is not allowed")
                .hasMessageContaining("with * for any part of one: hero, logo.v2, team-a, team-b");
    }

    @Test
    void oneOfSeveralModulesNeedsSomeOfThem() {
        assertThat(Wanted.read("hero,nobody").check(IDS, false)).isEmpty();
        assertThat(Wanted.read("nobody").check(IDS, false))
                .contains("flux.only 'nobody' names no image of this module");
    }
}
