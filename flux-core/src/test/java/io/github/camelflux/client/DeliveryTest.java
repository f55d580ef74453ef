package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.failure;
import static io.github.camelflux.client.DrivenClient.ready;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.Delivery;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.ImageResult;
import io.github.camelflux.PollSchedule;
import io.github.camelflux.Provider;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.http.ManualDelayer;
import io.github.camelflux.http.ScriptedTransport;
import io.github.camelflux.http.ScriptedTransport.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hosts that images come from: which may be fetched from, and whether they can be reached. */
class DeliveryTest {
    private static final InetSocketAddress PROXY = InetSocketAddress.createUnresolved("proxy.example", 3128);

    @TempDir
    Path directory;

    private final ManualDelayer time = new ManualDelayer();
    private final ScriptedTransport network = new ScriptedTransport();
    private final Map<String, String> names = new HashMap<>();

    @BeforeEach
    void finishAtOnce() {
        network.always(Kind.SUBMIT, DrivenClient.accepted("t-1"));
        network.always(Kind.DOWNLOAD, sent -> sent.deliver(DrivenClient.PICTURE));
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        if (!names.containsKey(host)) {
            throw new UnknownHostException(host);
        }
        return List.of(InetAddress.getByName(names.get(host)));
    }

    private FluxClientBuilder builder(Provider provider, @Nullable InetSocketAddress proxy) {
        return behind(provider, proxy == null ? null : ProxySelector.of(proxy));
    }

    private FluxClientBuilder behind(Provider provider, @Nullable ProxySelector proxies) {
        ClientResources resources = ClientResources.builder()
                .downloadDirectory(directory)
                .resolver(this::resolve)
                .proxies(proxies)
                .build(network, time, Runnable::run, Runnable::run);
        return FluxClient.builder(ApiKey.of(provider, "CANARY-key"))
                .resources(resources)
                .pollSchedule(PollSchedule.every(Duration.ofSeconds(1)));
    }

    private CompletableFuture<ImageResult> image(FluxClientBuilder builder, String host) {
        network.always(Kind.POLL, ready("https://" + host + "/sample.jpeg", ""));
        CompletableFuture<ImageResult> result =
                builder.build().generate(DrivenClient.request("A pier"), DrivenClient.key("k"));
        time.advance(Duration.ofSeconds(1));
        return result;
    }

    /** An API within the network, and images outside of it whose hosts only the proxy can find. */
    @Test
    void asksForTheProxyOfEachHost() {
        ProxySelector selector = new ProxySelector() {
            @Override
            public List<Proxy> select(URI address) {
                return List.of(
                        address.getHost().equals("api.bfl.ai")
                                ? Proxy.NO_PROXY
                                : new Proxy(
                                        Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example", 3128)));
            }

            @Override
            public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
                throw new AssertionError(failure);
            }
        };

        assertThat(image(behind(Provider.BFL, selector), "delivery.eu.bfl.ai")).isCompleted();
    }

    /** Nobody knows what was thought of whoever writes a selector; what was paid for is tried again. */
    @Test
    void triesAgainWhenTheProxyCannotBeTold() {
        AtomicInteger asked = new AtomicInteger();
        ProxySelector selector = new ProxySelector() {
            @Override
            public List<Proxy> select(URI address) {
                if (asked.incrementAndGet() == 1) {
                    throw new UnsupportedOperationException("no script");
                }
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
                throw new AssertionError(failure);
            }
        };
        names.put("delivery.eu.bfl.ai", "8.8.8.8");
        CompletableFuture<ImageResult> image = image(behind(Provider.BFL, selector), "delivery.eu.bfl.ai");

        time.advance(Duration.ofSeconds(2));

        assertThat(image).isCompleted();
    }

    @ParameterizedTest
    @CsvSource({"64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8", "8.8.8.8", "2001:4860::8888"})
    void fetchesFromAPublicAddressHoweverItIsTranslated(String address) {
        names.put("delivery.eu.bfl.ai", address);

        assertThat(image(builder(Provider.BFL, null), "delivery.eu.bfl.ai")).isCompleted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"64:ff9b::a9fe:a9fe", "2002:a00:1::1", "10.0.0.1", "fd00::1"})
    void fetchesFromAnAddressInsideANetworkWhoseHostWasNamedAndFromNoOther(String address) {
        names.put("mirror.example", address);
        names.put("other.example", address);
        FluxClientBuilder builder = builder(Provider.BFL, null);

        Untrusted refused = failure(image(builder, "mirror.example"), Untrusted.class);
        assertThat(refused).hasMessageContaining("deliveryHosts");
        builder.deliveryHosts(List.of("Mirror.Example"));
        assertThat(image(builder, "mirror.example")).isCompleted();
        failure(image(builder, "other.example"), Untrusted.class);
    }

    @ParameterizedTest
    @CsvSource({
        "a.example.com, true",
        "b.a.example.com, true",
        "example.com, false",
        "notexample.com, false",
        "a.example.com.evil.example, false"
    })
    void takesAllHostsBeneathANameWithAStar(String host, boolean taken) {
        names.put(host, "10.0.0.1");
        CompletableFuture<ImageResult> result =
                image(builder(Provider.BFL, null).deliveryHosts(List.of("*.example.com")), host);

        assertThat(result.isCompletedExceptionally()).isNotEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "delivery.eu.bfl.ai, , true",
        "bfl.ai, , true",
        "delivery.eu.bfl.ai, 10.0.0.1, true",
        "evilbfl.ai, , false",
        "cdn.example, , false",
        "cdn.example, 10.0.0.1, false",
        "cdn.example, 8.8.8.8, true",
        "mirror.example, , true",
        "169.254.169.254, 169.254.169.254, false"
    })
    void judgesAHostBehindAProxyByItsName(String host, @Nullable String address, boolean taken) {
        if (address != null) {
            names.put(host, address);
        }
        CompletableFuture<ImageResult> result =
                image(builder(Provider.BFL, PROXY).deliveryHosts(List.of("mirror.example")), host);

        assertThat(result.isCompletedExceptionally()).isNotEqualTo(taken);
        if (!taken) {
            failure(result, Untrusted.class);
            assertThat(network.calls(Kind.DOWNLOAD)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*.com",
                "https://a.example",
                "a.example/",
                "a.example:443",
                "a..example",
                "",
                "a b",
                "[::1]"
            })
    void refusesWhatIsNoNameOfAHost(String host) {
        FluxClientBuilder builder = builder(Provider.BFL, null).deliveryHosts(List.of("good.example", host));

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("deliveryHosts")
                .hasMessageContaining("'" + host + "'");
    }

    // ---- whether they can be reached

    private static List<Delivery> told(FluxClient client) {
        CompletableFuture<List<Delivery>> told = client.delivery();
        assertThat(told).isCompleted();
        return told.join();
    }

    @Test
    void reachesAHostThatAnswersWhateverItSays() {
        names.put("delivery.eu.bfl.ai", "8.8.8.8");
        names.put("mirror.example", "10.0.0.1");
        network.next(Kind.POLL, reply(403, "no"), ScriptedTransport.tooLarge());

        List<Delivery> told = told(builder(Provider.BFL, null)
                .deliveryHosts(List.of("mirror.example", "*.example.com"))
                .build());

        assertThat(told)
                .containsExactly(
                        new Delivery("mirror.example", true, ""), new Delivery("delivery.eu.bfl.ai", true, ""));
        assertThat(network.calls())
                .allSatisfy(call -> assertThat(call.headers()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"BFL, delivery.eu.bfl.ai", "RUNWARE, im.runware.ai"})
    void saysWhyAHostCannotBeReached(Provider provider, String host) {
        FluxClient client = builder(provider, null).build();

        names.put(host, "10.0.0.1");
        assertThat(told(client)).singleElement().satisfies(told -> {
            assertThat(told.reached()).isFalse();
            assertThat(told.reason()).contains("10.0.0.1").contains("deliveryHosts");
        });
        names.put(host, "8.8.8.8");
        network.next(Kind.POLL, DrivenClient.notSent());
        assertThat(told(client)).containsExactly(new Delivery(host, false, "java.io.IOException: connection refused"));
    }

    @Test
    void learnsNothingFromAHostOfTheProvidersThatIsNone() {
        FluxClient client = builder(Provider.BFL, null).build();
        assertThat(told(client)).isEmpty();

        FluxClient named = builder(Provider.BFL, null)
                .deliveryHosts(List.of("mirror.example", "gone.example"))
                .build();
        network.always(Kind.POLL, reply(200, "{}"));
        assertThat(told(named)).hasSize(2);
    }

    @Test
    void asksTheHostThatTheLastImageCameFrom() {
        names.put("delivery.ice.bfl.ai", "8.8.8.8");
        names.put("cdn.example", "8.8.8.8");
        FluxClient client = builder(Provider.BFL, null).build();
        network.always(Kind.POLL, ready("https://delivery.ice.bfl.ai/a.jpeg", ""));
        client.generate(DrivenClient.request("A pier"), DrivenClient.key("k"));
        time.advance(Duration.ofSeconds(1));

        assertThat(told(client)).containsExactly(new Delivery("delivery.ice.bfl.ai", true, ""));
    }

    @Test
    void asksNoHostOfTheProvidersForAnApiThatIsElsewhere() {
        names.put("delivery.eu.bfl.ai", "8.8.8.8");
        FluxClient client = builder(Provider.BFL, null)
                .baseUrl(URI.create("http://127.0.0.1:8787"))
                .build();

        assertThat(told(client)).isEmpty();
        assertThat(network.calls()).isEmpty();
    }
}
