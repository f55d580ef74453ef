package io.github.camelflux.maven;

import io.github.camelflux.FluxException;
import io.github.camelflux.Provider;
import io.github.camelflux.client.ClientResources;
import io.github.camelflux.client.FluxClient;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;

/** Asks what the accounts have left whose keys are found: also a free way to try a key. */
@Mojo(name = "credits", requiresProject = false, aggregator = true, threadSafe = true)
public class CreditsMojo extends FluxMojo {
    @Inject
    CreditsMojo(MavenBuild build) {
        super(build);
    }

    @Override
    void run() {
        if (build.isOffline()) {
            throw new BuildFailure("The provider has to be asked for credits and Maven is offline; leave out -o");
        }
        ApiKeys keys = accounts().keys();
        List<String> failures = new ArrayList<>();
        int told = 0;
        for (Provider provider : Provider.values()) {
            try {
                told += tell(provider, keys.find(provider)) ? 1 : 0;
            } catch (BuildFailure | FluxException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        if (told + failures.size() == 0) {
            throw new BuildFailure("There is no key to ask with. Set the environment variable "
                    + Provider.BFL.keyVariable() + " or " + Provider.RUNWARE.keyVariable()
                    + ", or the password of a <server> of settings.xml (flux.bflServer, flux.runwareServer)");
        }
        if (!failures.isEmpty()) {
            throw told == 0 && failures.size() == 1
                    ? new BuildFailure(failures.get(0))
                    : BuildFailure.of("Not every account could be asked:", failures);
        }
    }

    private boolean tell(Provider provider, Optional<ApiKeys.Located> key) {
        key.ifPresent(located -> info(provider.id() + ": " + Dollars.of(balance(provider, located)) + " left (key from "
                + located.source() + ")"));
        return key.isPresent();
    }

    private BigDecimal balance(Provider provider, ApiKeys.Located located) {
        Clients.Accounts accounts = accounts();
        try (ClientResources resources = accounts.resources(provider).build();
                FluxClient client =
                        accounts.builder(provider, located, resources).build()) {
            return Clients.answer(provider, client.balance());
        }
    }
}
