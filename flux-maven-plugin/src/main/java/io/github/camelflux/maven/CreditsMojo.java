package io.github.camelflux.maven;

import io.github.camelflux.Provider;
import io.github.camelflux.client.ClientResources;
import io.github.camelflux.client.FluxClient;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;

/** Asks what the accounts have left whose keys are found: also a free way to try a key. */
@Mojo(name = "credits", requiresProject = false, aggregator = true, threadSafe = true)
public class CreditsMojo extends FluxMojo {
    private static final int PATIENCE = 60;

    @Inject
    CreditsMojo(MavenBuild build) {
        super(build);
    }

    @Override
    void run() {
        if (build.isOffline()) {
            throw new BuildFailure("The provider has to be asked for credits and Maven is offline; leave out -o");
        }
        boolean asked = false;
        for (Provider provider : Provider.values()) {
            Optional<ApiKeys.Located> located = accounts().keys().find(provider);
            if (located.isPresent()) {
                asked = true;
                info(provider.id() + ": " + Dollars.of(balance(provider, located.get())) + " left (key from "
                        + located.get().source() + ")");
            }
        }
        if (!asked) {
            throw new BuildFailure("There is no key to ask with. Set the environment variable "
                    + Provider.BFL.keyVariable() + " or " + Provider.RUNWARE.keyVariable()
                    + ", or the password of a <server> of settings.xml (flux.bflServer, flux.runwareServer)");
        }
    }

    private BigDecimal balance(Provider provider, ApiKeys.Located located) {
        Clients.Accounts accounts = accounts();
        try (ClientResources resources = accounts.resources(provider).build();
                FluxClient client =
                        accounts.builder(provider, located, resources).build()) {
            return client.balance().get(PATIENCE, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new BuildFailure(
                    provider.id() + ": " + Objects.requireNonNull(e.getCause()).getMessage(), e);
        } catch (TimeoutException e) {
            throw new BuildFailure(provider.id() + " has not answered within " + PATIENCE + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildFailure("interrupted");
        }
    }
}
