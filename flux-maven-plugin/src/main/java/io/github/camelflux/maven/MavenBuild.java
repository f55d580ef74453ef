package io.github.camelflux.maven;

import java.io.Console;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.eclipse.aether.SessionData;
import org.jspecify.annotations.Nullable;

/** What a goal wants to know of the Maven that runs it. */
final class MavenBuild {
    private static final String PLUGIN = "io.github.camelflux:flux-maven-plugin";

    /** With or without an attribute that says how POMs are merged. */
    private static final Pattern IMAGES = Pattern.compile("<images[\\s>]");

    private final MavenSession session;
    private final MavenProject project;
    private final MojoExecution execution;
    private final SettingsDecrypter decrypter;

    @Inject
    MavenBuild(MavenSession session, MavenProject project, MojoExecution execution, SettingsDecrypter decrypter) {
        this.session = session;
        this.project = project;
        this.execution = execution;
        this.decrypter = decrypter;
    }

    Path basedir() {
        return project.getBasedir() == null
                ? Path.of("").toAbsolutePath()
                : project.getBasedir().toPath();
    }

    String name() {
        return project.getName();
    }

    boolean isCalledByName() {
        return execution.getSource() == MojoExecution.Source.CLI;
    }

    boolean isOffline() {
        return session.isOffline();
    }

    Mode.Surroundings surroundings(@Nullable String mode) {
        return new Mode.Surroundings(
                mode,
                session.getUserProperties().getProperty("flux.mode"),
                isCalledByName(),
                isOffline(),
                session.getSystemProperties().containsKey("m2e.version")
                        || session.getUserProperties().containsKey("m2e.version"),
                System.getenv());
    }

    /** Whether this run of Maven is about one module. */
    boolean isOneModule() {
        return session.getProjects().size() == 1;
    }

    /** What makes in this module what is missing. */
    String command() {
        return "mvn flux:generate" + (isOneModule() ? "" : " -pl :" + project.getArtifactId());
    }

    /** The executions of this plugin that declare images which a goal called by name does not see. */
    List<String> executionsWithImages() {
        Plugin plugin = project.getPlugin(PLUGIN);
        return plugin == null
                ? List.of()
                : plugin.getExecutions().stream()
                        .filter(each -> IMAGES.matcher(String.valueOf(each.getConfiguration()))
                                .find())
                        .map(PluginExecution::getId)
                        .toList();
    }

    /** Makes files part of what is packaged, byte by byte. */
    void addResources(Path directory, @Nullable String targetPath, List<String> files) {
        if (files.isEmpty()) {
            return; // To Maven no <includes> are all that there is.
        }
        Resource resource = new Resource();
        resource.setDirectory(directory.toString());
        resource.setFiltering(false);
        resource.setTargetPath(targetPath);
        resource.setIncludes(files);
        project.addResource(resource);
    }

    /** The password of one server, decrypted; no other server is touched. */
    Optional<String> password(String serverId) {
        Server server = session.getSettings().getServer(serverId);
        if (server == null || server.getPassword() == null) {
            return Optional.empty();
        }
        SettingsDecryptionResult result = decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
        String password = result.getServer().getPassword();
        if (password == null || password.matches("(?s).*\\{.*}.*")) {
            throw new BuildFailure("<server> '" + serverId + "' in settings.xml: its <password> could not be decrypted;"
                    + " encrypt it again with 'mvn --encrypt-password', or set the environment variable instead");
        }
        return Optional.of(password);
    }

    SettingsProxy proxy() {
        return new SettingsProxy(session.getSettings().getProxies());
    }

    /** A map that all goals of this run of Maven share, whatever class loader they come from. */
    Map<String, BigDecimal> shared(String name) {
        SessionData data = session.getRepositorySession().getData();
        String key = PLUGIN + ":" + name;
        data.set(key, null, new ConcurrentHashMap<String, BigDecimal>());
        @SuppressWarnings("unchecked") // Nothing else is put there under this key.
        Map<String, BigDecimal> shared = (Map<String, BigDecimal>) data.get(key);
        return shared;
    }

    /** What a live display is painted on; null in batch mode, on a build server, and where there is no terminal. */
    @Nullable
    PrintStream terminal() {
        boolean interactive = session.getRequest().isInteractiveMode()
                && Mode.server(System.getenv()).isEmpty();
        return interactive && System.console() != null && isTerminal() ? System.out : null;
    }

    /** From Java 22 on there is a console without a terminal too, and it can be asked. */
    private static boolean isTerminal() {
        Object console = System.console();
        return Stream.of(Console.class.getMethods())
                .filter(method -> method.getName().equals("isTerminal"))
                .findFirst()
                .map(method -> {
                    try {
                        return Boolean.TRUE.equals(method.invoke(console));
                    } catch (IllegalAccessException | InvocationTargetException e) {
                        return false;
                    }
                })
                .orElse(true);
    }
}
