package io.github.camelflux.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/** Finds out how this plugin's commands have to be typed where Maven was started, so that they mean the same module again. */
final class TypedCommands {
    private static final Pattern MODE = Pattern.compile("<mode[\\s>]");

    /** What says how far a run goes, and for which images. */
    private static final Set<String> HOW_FAR = Set.of("flux.mode", "flux.only");

    /** What the next command does not need again, or says by itself. */
    private static final Set<String> OF_ONE_RUN = Set.of(
            "flux.maxCost",
            "flux.timeout",
            "flux.queueTimeout",
            "flux.skip",
            "flux.dryRun",
            "flux.storeDays",
            "flux.task",
            "flux.planFile",
            "flux.reportFile");

    private final MavenSession session;
    private final MavenProject project;
    private final MojoExecution execution;

    TypedCommands(MavenSession session, MavenProject project, MojoExecution execution) {
        this.session = session;
        this.project = project;
        this.execution = execution;
    }

    /** Reads what is to be said with them. @param build tells what was said by whoever started Maven */
    Commands read(MavenBuild build) {
        Map<String, String> now = new LinkedHashMap<>();
        Map<String, String> said = new LinkedHashMap<>();
        new TreeSet<>(session.getUserProperties().stringPropertyNames())
                .stream()
                        .filter(name -> name.startsWith("flux.") && !OF_ONE_RUN.contains(name))
                        .forEach(name -> build.onCommandLine(name)
                                .ifPresent(value -> (HOW_FAR.contains(name) ? now : said).put(name, value)));
        Map<String, String> missing =
                build.isOnServer() || isFrozenByPom(build) ? Map.of("flux.mode", "missing") : Map.of();
        missing.forEach(now::putIfAbsent);
        return new Commands(plugin(), options(), said, new Commands.Run(now, missing));
    }

    private boolean isFrozenByPom(MavenBuild build) {
        Plugin plugin = project.getPlugin(MavenBuild.PLUGIN);
        boolean isSet = session.getUserProperties().containsKey("flux.mode")
                || project.getProperties().containsKey("flux.mode")
                || (plugin != null
                        && MODE.matcher(String.valueOf(plugin.getConfiguration()))
                                .find());
        return isSet && build.onCommandLine("flux.mode").isEmpty();
    }

    /** The prefix where Maven finds it: in a module's own POM, or in a group that the settings name. */
    private String plugin() {
        boolean isManaged = project.getPluginManagement() != null
                && project.getPluginManagement().getPluginsAsMap().containsKey(MavenBuild.PLUGIN);
        boolean isKnown = project.getPlugin(MavenBuild.PLUGIN) != null
                || isManaged
                || session.getPluginGroups().contains(execution.getGroupId());
        return isKnown ? "flux" : MavenBuild.PLUGIN + ":" + execution.getVersion();
    }

    private List<String> options() {
        List<String> options = new ArrayList<>();
        File pom = session.getRequest().getPom();
        Path here = Path.of(System.getProperty("user.dir"));
        if (pom != null && !pom.toPath().toAbsolutePath().normalize().equals(here.resolve("pom.xml"))) {
            options.addAll(List.of("-f", Commands.quoted(pom.toString())));
        }
        if (!session.getRequest().isRecursive()) {
            options.add("-N");
        }
        if (session.getAllProjects().size() > 1) {
            options.addAll(List.of("-pl", Commands.quoted(module())));
        }
        CommandLine said = CommandLine.ofThisProcess();
        List<String> profiles = session.getRequest().getActiveProfiles().stream()
                .filter(said::activates)
                .collect(Collectors.toCollection(ArrayList::new));
        session.getRequest().getInactiveProfiles().forEach(profile -> profiles.add("!" + profile));
        if (!profiles.isEmpty()) {
            options.add(Commands.quoted("-P" + String.join(",", profiles)));
        }
        return options;
    }

    /** As {@code -pl} takes it for this module alone. */
    private String module() {
        long namesakes = session.getAllProjects().stream()
                .filter(each -> each.getArtifactId().equals(project.getArtifactId()))
                .count();
        return (namesakes > 1 ? project.getGroupId() : "") + ":" + project.getArtifactId();
    }
}
