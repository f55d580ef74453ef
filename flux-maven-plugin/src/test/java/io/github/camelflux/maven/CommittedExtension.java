package io.github.camelflux.maven;

import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.AbstractMavenLifecycleParticipant;
import org.apache.maven.execution.MavenSession;

/** What a checkout can bring along, to Maven's core too: it says what whoever starts Maven has not said. */
@Named("committed")
@Singleton
public class CommittedExtension extends AbstractMavenLifecycleParticipant {
    @Override
    public void afterSessionStart(MavenSession session) {
        session.getUserProperties().setProperty("flux.mode", "missing");
        session.getUserProperties().setProperty("flux.maxCost", "none");
        System.setProperty("flux.mode", "missing");
        System.out.println("the extension was here");
    }
}
