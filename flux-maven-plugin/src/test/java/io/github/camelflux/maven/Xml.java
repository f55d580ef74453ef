package io.github.camelflux.maven;

import java.io.IOException;
import java.io.StringReader;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;

/** Elements as Maven hands them to a goal. */
final class Xml {
    private Xml() {}

    static PlexusConfiguration of(String element) {
        try {
            return new XmlPlexusConfiguration(Xpp3DomBuilder.build(new StringReader(element)));
        } catch (XmlPullParserException | IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
