package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Build servers read commands in a log: GitHub, GitLab, Azure and TeamCity, each in its own way. */
class LogLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\n::set-output name=a::b",
                "x\r::add-mask::b",
                "  ::stop-commands::b",
                "##vso[task.setvariable variable=a]b",
                "x ###vso[task.complete result=Succeeded;]",
                "##[add-mask]b",
                "##teamcity[buildStatus text='good']",
                "x\u2028::debug::b",
                "x\u0085::debug::b",
                "section_start:1:x\r\u001b[0Kforged"
            })
    void holdsNoCommand(String text) {
        String line = LogLine.of(text);

        assertThat(line.lines()).hasSize(1);
        assertThat(line).doesNotContain("##", "\r", "\u001b", "\u2028", "\u0085");
        assertThat(line.strip()).doesNotStartWith("::");
        assertThat(LogLine.is(text)).isFalse();
        assertThat(LogLine.of(line)).isEqualTo(line);
    }

    @Test
    void linesOfAFailureAreOurs() {
        String message = BuildFailure.of("Two things:", java.util.List.of("one\n::error::x", "##vso[x]"))
                .getMessage();

        assertThat(message.lines()).containsExactly("Two things:", "  one ::error::x", "  # #vso[x]");
        assertThat(new BuildFailure("one\n::error::x").getMessage()).isEqualTo("one ::error::x");
    }
}
