package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Preal",
                "-P real",
                "-P a,real",
                "--activate-profiles real",
                "--activate-profiles=real,b",
                "-P ?real"
            })
    void aProfileThatIsNamed(String words) {
        assertThat(new CommandLine("-B " + words + " flux:plan").activates("real"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Preally", "-Punreal", "-P !real", "real", "-Dx=-Preal", "-P a real"})
    void aProfileThatIsNot(String words) {
        assertThat(new CommandLine("-B " + words + " flux:plan").activates("real"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-B -Dflux.mode=missing flux:generate",
                "flux:generate -Dflux.mode=missing",
                "-D flux.mode=missing flux:generate",
                "--define flux.mode=missing",
                "--define=flux.mode=missing",
                "\"-Dflux.mode=missing\" flux:generate",
                "-Dflux.mode=frozen\t-Dflux.mode=missing"
            })
    void saysWhatItDefines(String words) {
        assertThat(new CommandLine(words).says("flux.mode", "missing")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "flux:generate",
                "-Dflux.mode=missingg",
                "-Dflux.mode=frozen",
                "-Dnotflux.mode=missing",
                "-Dflux_mode=missing",
                "-Dx=flux.mode=missing",
                "flux.mode=missing",
                "-pl flux.mode=missing"
            })
    void saysNothingElse(String words) {
        assertThat(new CommandLine(words).says("flux.mode", "missing")).isFalse();
    }

    @Test
    void theOneOfThisProcessIsTheJvmsOwnWhateverAPropertySays() {
        assertThat(CommandLine.ofThisProcess().says("flux.mode", "missing")).isFalse();
    }
}
