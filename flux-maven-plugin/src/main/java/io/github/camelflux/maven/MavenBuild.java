package io.github.camelflux.maven;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
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
    static final String PLUGIN = "io.github.camelflux:flux-maven-plugin";

    /** Where it is set, rather than used. */
    private static final Pattern HOME = Pattern.compile("user\\.home(?!})");

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

    /** Whether somebody has said the goal's name, rather than a POM by its default goal. */
    boolean isCalledByName() {
        return execution.getSource() == MojoExecution.Source.CLI
                && !session.getGoals().isEmpty();
    }

    /** What whoever started Maven has set a property to; empty if it is set by something that can be committed. */
    Optional<String> onCommandLine(String property) {
        return Optional.ofNullable(session.getUserProperties().getProperty(property))
                .filter(value -> CommandLine.ofThisProcess().says(property, value));
    }

    /**
     * Makes sure that whoever started Maven has set a parameter, and nothing that is committed.
     *
     * @param parameter its name, which its property has too
     * @param why not otherwise, as the rest of a sentence
     * @throws BuildFailure if it is set by something else
     */
    void checkSaid(String parameter, Object given, String why) {
        if (!onCommandLine("flux." + parameter).equals(Optional.of(given.toString()))) {
            throw refused(parameter, given, why);
        }
    }

    private static BuildFailure refused(String parameter, Object given, String why) {
        return new BuildFailure(Promise.ON_THE_COMMAND_LINE.says(
                "<" + parameter + ">", given, why, Commands.define("flux." + parameter, given.toString())));
    }

    boolean isOnServer() {
        return Mode.server(System.getenv()).isPresent();
    }

    /** Whether whoever started Maven has named this place. */
    boolean isSaid(String property, Path place) {
        return onCommandLine(property)
                .map(said -> basedir().resolve(said).toAbsolutePath().normalize())
                .filter(place.toAbsolutePath().normalize()::equals)
                .isPresent();
    }

    /**
     * Where the store is: in the user's home, or where whoever started Maven says. Goals write and delete there.
     *
     * @param given the parameter's value; null for none
     * @throws BuildFailure if something that is committed says where
     */
    Path store(@Nullable File given) {
        if (given != null && !isSaid("flux.store", given.toPath())) {
            throw refused("store", given, ", nor is it in .mvn or settings.xml, since goals write and delete there");
        }
        if (given != null) {
            return given.toPath();
        }
        if (movesHome() && onCommandLine("user.home").isEmpty()) {
            throw new BuildFailure(
                    "A file of " + root().resolve(".mvn") + " sets user.home, where the store is, and that"
                            + " is not allowed; allowed is to name the store on the command line (flux.store)");
        }
        return Path.of(System.getProperty("user.home"), ".cache", "flux");
    }

    /** Files there can set properties of the JVM. */
    private boolean movesHome() {
        Path directory = root().resolve(".mvn");
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            for (Path file : files) {
                if (HOME.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .find()) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return true;
        }
    }

    /** The directory of the whole build, which has {@code .mvn} if there is one. */
    private Path root() {
        File root = session.getRequest().getMultiModuleProjectDirectory();
        return root == null ? basedir() : root.toPath().toAbsolutePath().normalize();
    }

    /**
     * Where the module's files may be: below its directory; and, where people work, in the directory that its builds write
     * to, which may be on another disk.
     */
    Bounds bounds() {
        if (basedir().startsWith(root()) && !Bounds.contains(root(), basedir())) {
            throw new BuildFailure("The module " + basedir() + " leads out of " + root()
                    + " by a link, and nothing is read or written there; allowed is a directory of its own");
        }
        return bounds(project);
    }

    private Bounds bounds(MavenProject of) {
        List<Path> roots = new ArrayList<>(List.of(of.getBasedir().toPath()));
        if (!isOnServer() && of.getBuild().getDirectory() != null) {
            roots.add(Path.of(of.getBuild().getDirectory()));
        }
        return new Bounds(roots, this::isSaid);
    }

    /** A file of the whole run. */
    record Root(String name, Path file) {}

    /** A file in the output of the module that the run was started in; empty where the run is about one module. */
    Optional<Root> root(String file) {
        MavenProject top = session.getTopLevelProject();
        if (isOneModule() || top == null || top.getBasedir() == null) {
            return Optional.empty();
        }
        File place = new File(top.getBuild().getDirectory(), file);
        return Optional.of(new Root(top.getName(), bounds(top).place("<directory> of <build>", null, place)));
    }

    /** Where this goal comes in the order of modules, as a text that sorts so. */
    String place() {
        return String.format(
                Locale.ROOT, "%05d %s", session.getProjects().indexOf(project), execution.getExecutionId());
    }

    /** The directory that is packaged. */
    Path packaged() {
        return Path.of(project.getBuild().getOutputDirectory());
    }

    /** What builds write to: this module's, the whole build's, and that of parents which are not part of this run. */
    BuildOutput output() {
        Set<MavenProject> projects = new LinkedHashSet<>();
        for (MavenProject each = project; each != null; each = each.getParent()) {
            projects.add(each);
        }
        List<MavenProject> all = session.getAllProjects();
        projects.addAll(all == null ? session.getProjects() : all);
        return new BuildOutput(projects.stream()
                .filter(each -> each.getBasedir() != null)
                .flatMap(each -> Stream.of(
                        each.getBuild().getDirectory(),
                        each.getBuild().getOutputDirectory(),
                        each.getBuild().getTestOutputDirectory()))
                .filter(Objects::nonNull)
                .map(Path::of)
                .distinct()
                .toList());
    }

    boolean isOffline() {
        return session.isOffline();
    }

    Mode.Surroundings surroundings(@Nullable String mode) {
        return new Mode.Surroundings(
                mode,
                onCommandLine("flux.mode").orElse(null),
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

    /** This plugin's commands for this module, as they have to be typed where Maven was started. */
    Commands commands() {
        return new TypedCommands(session, project, execution).read(this);
    }

    PluginExecutions executions() {
        return new PluginExecutions(project, PLUGIN, execution.getExecutionId());
    }

    /** What a property is set to, on the command line or in a POM; empty if it is not. */
    Optional<String> property(String name) {
        return Optional.ofNullable(session.getUserProperties().getProperty(name))
                .or(() -> Optional.ofNullable(project.getProperties().getProperty(name)));
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
                    + " encrypt it again, as this version of Maven does, or set the environment variable instead");
        }
        return Optional.of(password);
    }

    SettingsProxy proxy() {
        return new SettingsProxy(session.getSettings().getProxies());
    }

    /** A map that all goals of this run of Maven share, whatever class loader they come from. */
    <T> Map<String, T> shared(String name) {
        SessionData data = session.getRepositorySession().getData();
        String key = PLUGIN + ":" + name;
        data.set(key, null, new ConcurrentHashMap<String, T>());
        @SuppressWarnings("unchecked") // Nothing else is put there under this key.
        Map<String, T> shared = (Map<String, T>) data.get(key);
        return shared;
    }

    /** What a live display is painted on; null in batch mode, on a build server, and where there is no terminal. */
    @Nullable
    PrintStream terminal() {
        boolean interactive = session.getRequest().isInteractiveMode() && !isOnServer();
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
