package io.github.camelflux.camel;

import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.WritableHealthCheckRepository;

/** One health check for each account that started producers use, in Camel's repository for producers meanwhile. */
final class AccountHealthChecks {
    private final Map<FluxAccount, AccountHealthCheck> checks = new HashMap<>();
    private final Map<Provider, Integer> made = new EnumMap<>(Provider.class);
    private final Supplier<String> component;
    private final Callable<FluxClients> clients;
    private final BooleanSupplier enabled;

    /** @param component its name, which is known only when it has started */
    AccountHealthChecks(Supplier<String> component, Callable<FluxClients> clients, BooleanSupplier enabled) {
        this.component = component;
        this.clients = clients;
        this.enabled = enabled;
    }

    /**
     * Has an endpoint's account checked while its producer runs.
     *
     * @return ends that
     */
    synchronized Runnable join(CamelContext context, EndpointPlan plan) {
        WritableHealthCheckRepository repository =
                HealthCheckHelper.getHealthCheckRepository(context, "producers", WritableHealthCheckRepository.class);
        FluxModel model = plan.model();
        if (repository == null || model == null || !plan.beginsTasks()) {
            return () -> {};
        }
        FluxAccount account = FluxAccount.of(plan.account(), plan.provider());
        AccountHealthCheck check = checks.computeIfAbsent(account, added -> add(plan, repository));
        check.models().add(model);
        return () -> leave(account, model, repository);
    }

    private AccountHealthCheck add(EndpointPlan plan, WritableHealthCheckRepository repository) {
        Provider provider = plan.provider();
        int number = made.merge(provider, 1, Integer::sum);
        String name = "producer:" + component.get() + "-" + provider.id();
        // Numbered, since nothing else that tells a provider's accounts apart may be shown.
        String id = number == 1 ? name : name + "-" + number;
        AccountHealthCheck check =
                new AccountHealthCheck(id, plan, clients, enabled.getAsBoolean(), InstantSource.system());
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
