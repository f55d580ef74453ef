package io.github.camelflux.camel;

import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.WritableHealthCheckRepository;

/** One health check for each account that started producers use, in Camel's repository for producers meanwhile. */
final class AccountHealthChecks {
    private final Map<FluxAccount, AccountHealthCheck> checks = new HashMap<>();
    private final Map<Provider, Integer> made = new EnumMap<>(Provider.class);

    /**
     * Has an endpoint's account checked while its producer runs.
     *
     * @return ends that
     */
    synchronized Runnable join(FluxEndpoint endpoint) {
        WritableHealthCheckRepository repository = HealthCheckHelper.getHealthCheckRepository(
                endpoint.getCamelContext(), "producers", WritableHealthCheckRepository.class);
        if (repository == null || !endpoint.beginsTasks()) {
            return () -> {};
        }
        FluxModel model = FluxModel.of(endpoint.getModel());
        FluxAccount account = FluxAccount.of(endpoint);
        AccountHealthCheck check = checks.computeIfAbsent(account, added -> add(endpoint, repository));
        check.models().add(model);
        return () -> leave(account, model, repository);
    }

    private AccountHealthCheck add(FluxEndpoint endpoint, WritableHealthCheckRepository repository) {
        Provider provider = FluxAccount.of(endpoint).key().provider();
        int number = made.merge(provider, 1, Integer::sum);
        String name = "producer:" + endpoint.getComponent().name() + "-" + provider.id();
        // Numbered, since nothing else that tells a provider's accounts apart may be shown.
        String id = number == 1 ? name : name + "-" + number;
        AccountHealthCheck check = new AccountHealthCheck(id, endpoint, InstantSource.system());
        repository.addHealthCheck(check);
        return check;
    }

    private synchronized void leave(FluxAccount account, FluxModel model, WritableHealthCheckRepository repository) {
        AccountHealthCheck check = checks.get(account);
        if (check != null && check.models().remove(model) && check.models().isEmpty()) {
            checks.remove(account);
            repository.removeHealthCheck(check);
        }
    }
}
