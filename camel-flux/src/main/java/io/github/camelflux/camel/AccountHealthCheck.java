package io.github.camelflux.camel;

import io.github.camelflux.Activity;
import io.github.camelflux.Delivery;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Asks an account what it has left, and the hosts that images come from whether they answer, which is free: tells whether
 * the API answers, the key is accepted, and the dearest image that producers here make could be paid for and downloaded.
 */
final class AccountHealthCheck implements HealthCheck {
    private final String id;
    private final EndpointPlan plan;
    private final Callable<FluxClients> clients;
    private final InstantSource clock;
    private final List<FluxModel> models = new CopyOnWriteArrayList<>();
    private volatile boolean enabled;
    private volatile @Nullable Instant lastAnswer;

    /** @param plan of any endpoint that uses the account */
    AccountHealthCheck(
            String id, EndpointPlan plan, Callable<FluxClients> clients, boolean enabled, InstantSource clock) {
        this.id = id;
        this.plan = plan;
        this.clients = clients;
        this.enabled = enabled;
        this.clock = clock;
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
                .detail("provider", plan.provider().id())
                .detail("service.url", Printable.address(plan.serviceUrl().toString()));
        if (!enabled) {
            return result.message("Disabled").unknown().build();
        }
        try {
            FluxClients started = clients.call();
            FluxClient client = started.of(plan);
            Activity activity = client.activity();
            result.detail("in.doubt", activity.inDoubt());
            Optional.ofNullable(activity.withoutCalls())
                    .ifPresent(silence -> result.detail("webhooks.missing.minutes", silence.toMinutes()));
            ask(result, started, client);
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

    /** Waits once for all, and for our own time: a question can stand behind others before its own deadline begins. */
    private void ask(HealthCheckResultBuilder result, FluxClients started, FluxClient client) throws Exception {
        CompletableFuture<Void> room = client.checkRoom();
        CompletableFuture<JournalFigures> journal = started.ledger().figures();
        CompletableFuture<BigDecimal> balance = client.balance();
        CompletableFuture<List<Delivery>> delivery = client.delivery();
        long patience = started.requestTimeout().toMillis();
        try {
            CompletableFuture.allOf(room, journal, balance, delivery)
                    .exceptionally(failure -> null)
                    .get(patience, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Told below, of whichever has not answered.
        }
        if (!journal.isDone() || journal.isCompletedExceptionally()) {
            // The failure's own words could name the database, and as whom it is asked.
            result.message("The journal cannot be asked, so nothing is submitted")
                    .down();
        } else if (!room.isDone() || room.isCompletedExceptionally()) {
            describe(result, journal.join());
            result.message(lack(room)).down();
        } else if (!balance.isDone()) {
            describe(result, journal.join());
            result.message("The provider did not answer within " + patience + " ms (requestTimeout)")
                    .down();
        } else {
            describe(result, journal.join());
            judge(result, balance.get());
            judge(result, delivery, patience);
        }
        balance.cancel(true);
    }

    private static String lack(CompletableFuture<Void> room) {
        return room.handle((nothing, failure) -> String.valueOf(failure.getMessage()))
                .getNow("The disk does not answer, so nothing is submitted");
    }

    private static void describe(HealthCheckResultBuilder result, JournalFigures journal) {
        result.detail("journal.in.doubt", journal.count(TaskState.Stage.IN_DOUBT));
        result.detail("journal.in.doubt.usd", journal.dollarsInDoubt().toPlainString());
        result.detail("journal.undelivered", journal.undelivered());
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

    /** What cannot be downloaded would be paid for all the same. */
    private static void judge(
            HealthCheckResultBuilder result, CompletableFuture<List<Delivery>> delivery, long patience) {
        if (!delivery.isDone()) {
            result.message("The hosts that images come from did not answer within " + patience + " ms (requestTimeout)")
                    .down();
            return;
        }
        for (Delivery host : delivery.join()) {
            result.detail("delivery." + host.host(), host.reached() ? "reached" : host.reason());
            if (!host.reached()) {
                result.message("Images could not be downloaded from " + host.host() + " (" + host.reason()
                                + "), and would be paid for: check the name server, the proxy and the firewall")
                        .down();
            }
        }
    }

    private Optional<Duration> lastAnswer() {
        return Optional.ofNullable(lastAnswer).map(last -> Duration.between(last, clock.instant()));
    }
}
