package io.github.camelflux.maven;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.configuration.DefaultPlexusConfiguration;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** How a module configures this plugin, in each of its executions. */
final class PluginExecutions {
    /** What Maven calls the execution of a goal that somebody has named without one. */
    static final String BY_NAME = "default-cli";

    private final @Nullable Plugin plugin;
    private final String own;

    /** @param own the id of the execution that runs */
    PluginExecutions(MavenProject project, String key, String own) {
        this.plugin = project.getPlugin(key);
        this.own = own;
    }

    /** One execution and all that configures it, the plugin's own configuration merged in. */
    record Configured(String id, PlexusConfiguration configuration) {}

    /** Whether the module uses the plugin, rather than managing it for others that may. */
    boolean areThere() {
        return plugin != null;
    }

    /** The id of the execution that runs. */
    String own() {
        return own;
    }

    /** Whether a goal was named without an execution, so that it is about all of them. */
    boolean isNamedWithoutOne() {
        return own.equals(BY_NAME);
    }

    /** The others that declare images, each differently from those before it and from the one that runs. */
    List<Configured> others() {
        if (plugin == null) {
            return List.of();
        }
        List<Object> seen = new ArrayList<>(List.of(configuration(own)));
        List<Configured> others = new ArrayList<>();
        add(BY_NAME, configuration(BY_NAME), seen, others);
        for (PluginExecution each : plugin.getExecutions()) {
            add(each.getId(), configuration(each.getId()), seen, others);
        }
        return others;
    }

    private static void add(String id, Xpp3Dom configuration, List<Object> seen, List<Configured> others) {
        if (configuration.getChild("images") != null && !seen.contains(configuration)) {
            seen.add(configuration);
            others.add(new Configured(id, converted(configuration)));
        }
    }

    private Xpp3Dom configuration(String id) {
        PluginExecution execution =
                plugin == null ? null : plugin.getExecutionsAsMap().get(id);
        Object configuration =
                execution != null ? execution.getConfiguration() : plugin == null ? null : plugin.getConfiguration();
        return configuration instanceof Xpp3Dom dom ? dom : new Xpp3Dom("configuration");
    }

    private static PlexusConfiguration converted(Xpp3Dom dom) {
        DefaultPlexusConfiguration converted = new DefaultPlexusConfiguration(dom.getName(), dom.getValue());
        for (Xpp3Dom child : dom.getChildren()) {
            converted.addChild(converted(child));
        }
        return converted;
    }
}
