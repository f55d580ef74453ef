package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.limits;
import static io.github.camelflux.client.DrivenClient.ready;
import static io.github.camelflux.client.DrivenClient.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Provider;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.FairPermits;
import io.github.camelflux.http.ScriptedTransport.Kind;
import io.github.camelflux.submit.Accounts;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several clients of one process that are charged to one account, whose limit the provider counts over all of them. */
class SharedAccountTest {
    @TempDir
    Path directory;

    private final Accounts accounts = new Accounts();

    private DrivenClient client(int slots, UnaryOperator<FluxClientBuilder> settings) {
        DrivenClient client = new DrivenClient(
                        directory,
                        builder -> settings.apply(
                                builder.accounts(accounts).limits(limits(slots, 10, Duration.ofMinutes(10)))))
                .deliveringAll()
                .acceptingAll();
        client.network.always(Kind.POLL, status("Pending"));
        return client;
    }

    private DrivenClient client(int slots) {
        return client(slots, builder -> builder);
    }

    private static void generate(DrivenClient client, int images) {
        for (int i = 0; i < images; i++) {
            client.generate("picture " + i);
        }
    }

    @Test
    void neverHaveMoreTasksInFlightThanTheAccountMay() {
        DrivenClient one = client(3);
        DrivenClient other = client(3);
        generate(one, 2);
        generate(other, 5);
        assertThat(one.calls(Kind.SUBMIT)).isEqualTo(2);
        assertThat(other.calls(Kind.SUBMIT)).isEqualTo(1);
        assertThat(other.client.activity().activeTasks()).isEqualTo(1);
        assertThat(other.client.activity().queuedTasks()).isEqualTo(4);

        one.network.always(Kind.POLL, ready());
        one.advance("10S");

        assertThat(other.calls(Kind.SUBMIT)).isEqualTo(3);
        other.network.always(Kind.POLL, ready());
        other.advance("20S");
        assertThat(other.calls(Kind.SUBMIT)).isEqualTo(5);
        assertThat(other.client.activity().activeTasks()).isZero();
        assertThat(other.client.activity().queuedTasks()).isZero();
        assertThat(one.time.waiting() + other.time.waiting()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.bfl.ai, https://api.us1.bfl.ai, 1",
        "                  , https://api.bfl.ai,     1",
        "                  , https://API.BFL.AI:443, 1",
        "https://one.test,   https://other.test,     2",
        "https://one.test,   https://ONE.test:443,   1",
        "                  , https://one.test,       2",
        "https://one.test,   https://one.test:444,   2"
    })
    void areOfOneAccountAtOneAddress(URI one, URI other, int inFlight) {
        DrivenClient first = client(1, builder -> builder.baseUrl(one));
        DrivenClient second = client(1, builder -> builder.baseUrl(other));

        generate(first, 1);
        generate(second, 1);

        assertThat(first.calls(Kind.SUBMIT) + second.calls(Kind.SUBMIT)).isEqualTo(inFlight);
    }

    @Test
    void areOfSeveralAccountsWithSeveralKeys() {
        FairPermits one = FluxClient.builder(ApiKey.of(Provider.BFL, "one"))
                .accounts(accounts)
                .account()
                .slots();
        FairPermits other = FluxClient.builder(ApiKey.of(Provider.BFL, "other"))
                .accounts(accounts)
                .account()
                .slots();
        FairPermits elsewhere = FluxClient.builder(ApiKey.of(Provider.RUNWARE, "one"))
                .accounts(accounts)
                .account()
                .slots();

        assertThat(one).isNotSameAs(other).isNotSameAs(elsewhere);
    }

    @Test
    void keepEachToItsOwnLimitAndAllTogetherToTheLargest() {
        DrivenClient small = client(1);
        DrivenClient large = client(3);
        generate(small, 3);
        generate(large, 5);

        assertThat(small.calls(Kind.SUBMIT)).isEqualTo(1);
        assertThat(large.calls(Kind.SUBMIT)).isEqualTo(2);
    }

    @Test
    void giveTheirSlotsBackWhenTheyAreClosed() {
        DrivenClient one = client(2);
        DrivenClient other = client(2);
        generate(one, 2);
        generate(other, 2);
        assertThat(other.calls(Kind.SUBMIT)).isZero();

        one.client.close();

        assertThat(other.calls(Kind.SUBMIT)).isEqualTo(2);
    }

    @Test
    void failWhatWaitsForTheAccountWhenTheyAreClosed() {
        DrivenClient one = client(1);
        DrivenClient other = client(1);
        generate(one, 1);
        CompletableFuture<ImageResult> waiting = other.generate("waiting");

        other.client.close();

        failure(waiting, NotSent.class);
        one.network.always(Kind.POLL, ready());
        one.advance("2S");
        DrivenClient third = client(1);
        generate(third, 1);
        assertThat(third.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void waitForTheAccountNoLongerThanForASlot() {
        DrivenClient one = client(1);
        DrivenClient other = client(1);
        generate(one, 1);
        CompletableFuture<ImageResult> waiting = other.generate("waiting");

        other.advance("10M");

        assertThat(failure(waiting, Throttled.class)).hasMessageContaining("queueTimeout");
        one.network.always(Kind.POLL, ready());
        one.advance("2S");
        generate(other, 1);
        assertThat(other.calls(Kind.SUBMIT)).isEqualTo(1);
    }

    @Test
    void areForgottenWithTheirAccount() {
        WeakReference<FairPermits> slots = new WeakReference<>(accounts.slots("account", 1));
        for (int i = 0; i < 100 && slots.get() != null; i++) {
            System.gc();
        }

        assertThat(slots.get()).isNull();
    }
}
