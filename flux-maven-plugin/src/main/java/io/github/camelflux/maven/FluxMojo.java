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
     * Where pictures, and the journal of what was paid for, are kept for all builds of this user. It must outlive
     * <code>mvn clean</code>, so it is never below <code>target</code>.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.store", defaultValue = "${user.home}/.cache/flux")
    private File store;

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
            getLog().info("flux.skip is set: images are neither made nor checked nor packaged");
            return;
        }
        try {
            run();
        } catch (BuildFailure | FluxException | UncheckedIOException e) {
            throw new MojoFailureException(e.getMessage(), e);
        }
    }

    /** Does what the goal is for. @throws BuildFailure with what is wrong and what mends it */
    abstract void run();

    ImageStore store() {
        return new ImageStore(StorePlace.of(store.toPath(), addresses()), InstantSource.system());
    }

    Path basedir() {
        return build.basedir();
    }

    Clients.Accounts accounts() {
        Map<Provider, String> servers = new EnumMap<>(Provider.class);
        servers.put(Provider.BFL, bflServer);
        servers.put(Provider.RUNWARE, runwareServer);
        ApiKeys keys = new ApiKeys(System.getenv(), servers, build::password);
        return new Clients.Accounts(keys, addresses(), build.proxy());
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
