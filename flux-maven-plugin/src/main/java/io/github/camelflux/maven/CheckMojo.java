package io.github.camelflux.maven;

import java.util.List;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/** Fails unless the lock, the bytes and the declaration agree, without a key or the network, and writes nothing. */
@Mojo(name = "check", configurator = ImagesConfigurator.HINT, defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public class CheckMojo extends ImagesMojo {
    @Inject
    CheckMojo(MavenBuild build) {
        super(build);
    }

    @Override
    void run(List<DeclaredImage> declared, Workplace workplace) {
        new Frozen(workplace).check(asCommitted(declared, workplace), this::info);
        sayWhatIsDrawn(workplace);
    }
}
