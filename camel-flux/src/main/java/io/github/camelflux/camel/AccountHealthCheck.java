package io.github.camelflux.camel;

import io.github.camelflux.FluxModel;
import io.github.camelflux.Printable;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.journal.JournalFigures;
import io.github.camelflux.journal.TaskState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Asks an account what it has left, which is free: tells whether the API answers, the key is accepted, and the dearest
 * image that producers here make could be paid for.
 */
final class AccountHealthCheck implements HealthCheck {
    private final String id;
    private final FluxEndpoint endpoint;
    private final InstantSource clock;
    private final List<FluxModel> models = new CopyOnWriteArrayList<>();
    private volatile boolean enabled;
    private volatile @Nullable Instant lastAnswer;

    /** @param endpoint any of those that use the account; what its key is, is looked up each time */
    AccountHealthCheck(String id, FluxEndpoint endpoint, InstantSource clock) {
        this.id = id;
        this.endpoint = endpoint;
        this.clock = clock;
        this.enabled = endpoint.getComponent().isHealthCheckProducerEnabled();
    }

    /** The models of all producers that use the account, one entry for each producer. */
    List<FluxModel> models() {
        return models;
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public String getGroup() {
        return "camel";
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this)
                .detail(CHECK_ENABLED, enabled)
                .detail("provider", endpoint.getServiceMetadata().get("provider"))
                .detail("service.url", Printable.address(endpoint.getServiceUrl()));
        if (!enabled) {
            return result.message("Disabled").unknown().build();
        }
        try {
            FluxClient client = endpoint.getComponent().clients().of(endpoint);
            result.detail("in.doubt", client.activity().inDoubt());
            if (!isJournalThere(result)) {
                // The failure's own words could name the database, and as whom it is asked.
                return result.message("The journal cannot be asked, so nothing is submitted")
                        .down()
                        .build();
            }
            judge(result, ask(client));
        } catch (ExecutionException e) {
            // The core's errors repeat no key; their own cause could hold anything.
            result.message(e.getCause().getMessage()).down();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result.message("Interrupted before the provider had answered").unknown();
        } catch (Exception e) {
            result.message(e.getMessage()).down();
        }
        lastAnswer().ifPresent(age -> result.detail("success.age.ms", age.toMillis()));
        return result.build();
    }

    private boolean isJournalThere(HealthCheckResultBuilder result) throws Exception {
        long patience = endpoint.getComponent().getRequestTimeout();
        try {
            JournalFigures journal =
                    endpoint.getComponent().clients().askJournal().get(patience, TimeUnit.MILLISECONDS);
            result.detail("journal.in.doubt", journal.count(TaskState.Stage.IN_DOUBT));
            result.detail("journal.in.doubt.usd", journal.dollarsInDoubt().toPlainString());
            result.detail("journal.undelivered", journal.undelivered());
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Waits for our own time: a question can stand behind others before its own deadline begins. */
    private BigDecimal ask(FluxClient client) throws Exception {
        long patience = endpoint.getComponent().getRequestTimeout();
        CompletableFuture<BigDecimal> balance = client.balance();
        try {
            return balance.get(patience, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new TimeoutException("The provider did not answer within " + patience + " ms (requestTimeout)");
        } finally {
            balance.cancel(true);
        }
    }

    private void judge(HealthCheckResultBuilder result, BigDecimal balance) {
        lastAnswer = clock.instant();
        result.detail("balance.usd", balance.toPlainString());
        Optional<BigDecimal> price =
                models.stream().flatMap(model -> model.listPrice().stream()).max(BigDecimal::compareTo);
        price.ifPresent(dollars -> result.detail("price.usd", dollars.toPlainString()));
        if (price.isPresent() && balance.compareTo(price.get()) < 0) {
            result.message("The account has too few credits for an image").down();
        } else {
            result.up();
        }
    }

    private Optional<Duration> lastAnswer() {
        return Optional.ofNullable(lastAnswer).map(last -> Duration.between(last, clock.instant()));
    }
}
