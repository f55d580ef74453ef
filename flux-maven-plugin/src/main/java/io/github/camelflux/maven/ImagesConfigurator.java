package io.github.camelflux.maven;

import org.codehaus.plexus.classworlds.realm.ClassRealm;
import org.codehaus.plexus.component.configurator.BasicComponentConfigurator;
import org.codehaus.plexus.component.configurator.ComponentConfigurationException;
import org.codehaus.plexus.component.configurator.ConfigurationListener;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.codehaus.plexus.configuration.DefaultPlexusConfiguration;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Hands {@code <images>} and {@code <defaults>} to a goal as they are written, and all else as Maven does.
 *
 * <p>Their types are for tools, which show what there is to write. Maven itself would stop at the first element that the
 * types do not have, name a class in place of what is allowed, and not tell an empty element from none.
 */
final class ImagesConfigurator extends BasicComponentConfigurator {
    /** As {@code META-INF/plexus/components.xml} names it. */
    static final String HINT = "flux-images";

    @Override
    public void configureComponent(
            Object goal,
            PlexusConfiguration configuration,
            ExpressionEvaluator evaluator,
            ClassRealm realm,
            @Nullable ConfigurationListener listener)
            throws ComponentConfigurationException {
        PlexusConfiguration rest = new DefaultPlexusConfiguration(configuration.getName());
        for (PlexusConfiguration each : configuration.getChildren()) {
            if (!ImagesMojo.IMAGES.equals(each.getName()) && !ImagesMojo.DEFAULTS.equals(each.getName())) {
                rest.addChild(each);
            }
        }
        ((ImagesMojo) goal)
                .declare(
                        configuration.getChild(ImagesMojo.IMAGES, false),
                        configuration.getChild(ImagesMojo.DEFAULTS, false));
        super.configureComponent(goal, rest, evaluator, realm, listener);
    }
}
