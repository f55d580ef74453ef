package io.github.camelflux.maven;

import io.github.camelflux.FluxException;
import io.github.camelflux.Provider;
import java.io.File;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What all goals have in common: where the store is, where the APIs are, and how a failure is told. */
abstract class FluxMojo extends AbstractMojo {
    /**
     * Whether the goal does nothing at all.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.skip", defaultValue = "false")
    private boolean skip;

    /**
     * Where pictures, and the journal of what was paid for, are kept for all builds of this user:
     * <code>.cache/flux</code> in the user's home by default. It must outlive <code>mvn clean</code>, so it is never below
     * <code>target</code>. Only the command line may name another place.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.store")
    private @Nullable File store;

    /**
     * Where the API of Black Forest Labs is, in place of the provider's own address: a gateway, or an emulator.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.baseUrl")
    private @Nullable URI baseUrl;

    /**
     * Where Runware's API is, in place of the provider's own address.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.runwareBaseUrl")
    private @Nullable URI runwareBaseUrl;

    /**
     * The id of the server in <code>settings.xml</code> whose password is the key for Black Forest Labs, where the
     * environment variable <code>BFL_API_KEY</code> is not set.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.bflServer", defaultValue = "bfl")
    private String bflServer;

    /**
     * The id of the server in <code>settings.xml</code> whose password is the key for Runware, where the environment
     * variable <code>RUNWARE_API_KEY</code> is not set.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.runwareServer", defaultValue = "runware")
    private String runwareServer;

    final MavenBuild build;

    FluxMojo(MavenBuild build) {
        this.build = build;
    }

    @Override
    public final void execute() throws MojoFailureException {
        if (skip) {
            info("flux.skip is set: images are neither made nor checked nor packaged");
            return;
        }
        try {
            run();
        } catch (BuildFailure e) {
            throw new MojoFailureException(e.getMessage(), fitForALog(e.getCause()));
        } catch (FluxException | UncheckedIOException e) {
            throw new MojoFailureException(LogLine.of(String.valueOf(e.getMessage())), fitForALog(e));
        }
    }

    /** With -e Maven prints all that is behind a failure. Null for what could forge a line of it. */
    private static @Nullable Throwable fitForALog(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (!LogLine.is(String.valueOf(cause.getMessage()))) {
                return null;
            }
        }
        return failure;
    }

    void info(String line) {
        getLog().info(LogLine.of(line));
    }

    void warn(String line) {
        getLog().warn(LogLine.of(line));
    }

    /** Does what the goal is for. @throws BuildFailure with what is wrong and what mends it */
    abstract void run();

    ImageStore store() {
        return new ImageStore(StorePlace.of(storePlace(), addresses()), InstantSource.system());
    }

    /** @throws BuildFailure if it would not outlive {@code mvn clean} */
    Path storePlace() {
        return build.output().checkIsNoneOf("<store>", "-Dflux.store", build.store(store));
    }

    Path basedir() {
        return build.basedir();
    }

    /** @throws BuildFailure on a build server if what is committed says where keys are from, or where they go */
    Clients.Accounts accounts() {
        if (build.isOnServer()) {
            checkSaid("baseUrl", "flux.baseUrl", baseUrl, null);
            checkSaid("runwareBaseUrl", "flux.runwareBaseUrl", runwareBaseUrl, null);
            checkSaid("bflServer", "flux.bflServer", bflServer, Provider.BFL.id());
            checkSaid("runwareServer", "flux.runwareServer", runwareServer, Provider.RUNWARE.id());
        }
        Map<Provider, String> servers = new EnumMap<>(Provider.class);
        servers.put(Provider.BFL, bflServer);
        servers.put(Provider.RUNWARE, runwareServer);
        ApiKeys keys = new ApiKeys(System.getenv(), servers, build::password);
        return new Clients.Accounts(keys, addresses(), build.proxy());
    }

    private void checkSaid(String element, String property, @Nullable Object given, @Nullable String otherwise) {
        if (given != null
                && !given.toString().equals(otherwise)
                && !build.onCommandLine(property).equals(Optional.of(given.toString()))) {
            throw new BuildFailure("<" + element + "> '" + given
                    + "' in pom.xml is not allowed on a build server, where"
                    + " nothing that is committed may lead a key anywhere; allowed is -D" + property + "=" + given
                    + " on the command line of mvn");
        }
    }

    private Map<Provider, URI> addresses() {
        Map<Provider, URI> addresses = new EnumMap<>(Provider.class);
        if (baseUrl != null) {
            addresses.put(Provider.BFL, baseUrl);
        }
        if (runwareBaseUrl != null) {
            addresses.put(Provider.RUNWARE, runwareBaseUrl);
        }
        return addresses;
    }
}
