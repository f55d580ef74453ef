package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.codehaus.plexus.classworlds.ClassWorld;
import org.codehaus.plexus.component.configurator.expression.DefaultExpressionEvaluator;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.junit.jupiter.api.Test;

/** Images have types for tools, and are read as they are written. */
class ImagesConfiguratorTest {
    private final List<PlexusConfiguration> declared = new ArrayList<>();

    private class Goal extends ImagesMojo {
        Goal() {
            super(null);
        }

        @Override
        void declare(PlexusConfiguration written, PlexusConfiguration defaultsWritten) {
            declared.add(written);
            declared.add(defaultsWritten);
        }

        @Override
        void run(List<DeclaredImage> images, Workplace workplace) {}
    }

    private Goal configured(String elements) throws Exception {
        Goal goal = new Goal();
        new ImagesConfigurator()
                .configureComponent(
                        goal,
                        Xml.of("<configuration>" + elements + "</configuration>"),
                        new DefaultExpressionEvaluator(),
                        new ClassWorld("test", getClass().getClassLoader()).getRealm("test"),
                        null);
        return goal;
    }

    @Test
    void whatATypeDoesNotHaveReachesTheReaderWithAllElse() throws Exception {
        configured("<images><image><id>hero</id><prompt>p</prompt><widht>1</widht><seed>1.5</seed></image><picture/>"
                + "<image><id>b</id><prompt>p</prompt><model>pro</model><raw/></image></images>"
                + "<defaults><raw>true</raw><colour>blue</colour></defaults>");

        assertThatThrownBy(() -> Declarations.read(declared.get(0), declared.get(1), Path.of("")))
                .hasMessageContaining("<widht> '1' is not allowed; allowed is one of aspectRatio, ")
                .hasMessageContaining("seed '1.5' is not allowed; allowed is an integer")
                .hasMessageContaining("<picture> is not allowed; allowed is <image>")
                .hasMessageContaining("<colour> is not allowed; allowed are aspectRatio, ");
    }

    @Test
    void anEmptyElementIsNotOneThatIsMissing() throws Exception {
        configured("<images><image><id>a</id><prompt>p</prompt></image>"
                + "<image><id>b</id><prompt>p</prompt><raw/></image></images><defaults><raw>true</raw></defaults>");

        assertThat(Declarations.read(declared.get(0), declared.get(1), Path.of("")))
                .extracting(image -> image.request().raw())
                .containsExactly(true, null);
    }

    @Test
    void allElseIsConfiguredAsEver() throws Exception {
        assertThat(configured("<only>hero,team-*</only>").only()).isEqualTo(Wanted.read("hero,team-*"));
        assertThat(declared).containsExactly(null, null);
    }
}
