package io.github.camelflux.maven;

import io.github.camelflux.FluxException;
import io.github.camelflux.Provider;
import io.github.camelflux.http.TrustedOrigins;
import java.io.File;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What all goals have in common: where the store is, where the APIs are, and how a failure is told. */
abstract class FluxMojo extends AbstractMojo {
    private static final String TRUSTED = "flux.trustedGateways";

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
     * Addresses of gateways, with commas between, that hand on what the provider has made, so that it counts as the
     * provider's. What comes from any other address than the provider's own is a drawing to this plugin, which no build
     * takes for a picture unless it is set to draw too. Only the command line may say so.
     *
     * @since 1.0
     */
    @Parameter(property = TRUSTED)
    private @Nullable String trustedGateways;

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
            throw told(e.getMessage(), e.getCause());
        } catch (FluxException | UncheckedIOException e) {
            throw told(LogLine.of(Wording.of(e)), e);
        }
    }

    /** Maven prints the messages of causes behind that of a failure, which says it all; so they are for -X alone. */
    private MojoFailureException told(@Nullable String message, @Nullable Throwable cause) {
        if (cause != null && getLog().isDebugEnabled() && isFitForALog(cause)) {
            getLog().debug("What is behind the failure", cause);
        }
        return new MojoFailureException(message);
    }

    /** Whether it cannot forge a line. */
    private static boolean isFitForALog(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (!LogLine.is(String.valueOf(cause.getMessage()))) {
                return false;
            }
        }
        return true;
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

    /** Where the APIs are, the store of what was paid for, and the commands of this module. */
    Workplace.Means means() {
        return new Workplace.Means(
                addresses(), new ImageStore(build.store(store), InstantSource.system()), build::commands);
    }

    Path basedir() {
        return build.basedir();
    }

    /** @throws BuildFailure on a build server if what is committed says where keys are from, or where they go */
    Clients.Accounts accounts() {
        if (build.isOnServer()) {
            checkSaid("baseUrl", baseUrl, null);
            checkSaid("runwareBaseUrl", runwareBaseUrl, null);
            checkSaid("bflServer", bflServer, Provider.BFL.id());
            checkSaid("runwareServer", runwareServer, Provider.RUNWARE.id());
        }
        Map<Provider, String> servers = new EnumMap<>(Provider.class);
        servers.put(Provider.BFL, bflServer);
        servers.put(Provider.RUNWARE, runwareServer);
        ApiKeys keys = new ApiKeys(System.getenv(), servers, build::password);
        return new Clients.Accounts(keys, addresses().configured(), build.proxy());
    }

    private void checkSaid(String parameter, @Nullable Object given, @Nullable String otherwise) {
        if (given != null && !given.toString().equals(otherwise)) {
            build.checkSaid(
                    parameter, given, " on a build server, where nothing that is committed may lead a key anywhere");
        }
    }

    /** @throws BuildFailure if something that is committed says which gateways are trusted */
    Addresses addresses() {
        Map<Provider, URI> addresses = new EnumMap<>(Provider.class);
        if (baseUrl != null) {
            addresses.put(Provider.BFL, baseUrl);
        }
        if (runwareBaseUrl != null) {
            addresses.put(Provider.RUNWARE, runwareBaseUrl);
        }
        return new Addresses(addresses, trusted());
    }

    /** By what is committed, drawings would be taken for pictures for ever after. */
    private Set<String> trusted() {
        if (trustedGateways == null) {
            return Set.of();
        }
        build.checkSaid(
                "trustedGateways",
                trustedGateways,
                ", nor is it in .mvn or settings.xml, since drawings would pass as pictures then");
        return Stream.of(trustedGateways.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(FluxMojo::origin)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String origin(String address) {
        try {
            URI gateway = new URI(address);
            if (gateway.getHost() != null && gateway.getScheme() != null) {
                return TrustedOrigins.origin(gateway);
            }
        } catch (URISyntaxException e) {
            // As below.
        }
        throw new BuildFailure(TRUSTED + " '" + address + "' is not allowed; allowed are addresses such as"
                + " https://gateway.example.org, with commas between");
    }
}
