package io.github.camelflux.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.Provider;
import io.github.camelflux.webhook.WebhookVerifier.Addressee;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who calls a webhook, and about what: nobody but the provider, about no other task. */
class WebhookVerifierTest {
    private static final String SECRET = "correct-horse-battery-staple";
    private static final URI BASE = URI.create("https://example.com/flux/hook");
    private static final byte[] BODY = bytes("{\"id\": \"task-1\", \"status\": \"Ready\", \"result\": {\"seed\": 42}}");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A call as somebody makes it, who can be the provider. */
    private record Call(String path, Map<String, List<String>> headers, byte[] body) {
        boolean isTaken(WebhookVerifier verifier) {
            return verifier.verify(path, headers, body).isPresent();
        }
    }

    private static WebhookVerifier verifier(WebhookProof proof, String... secrets) {
        return WebhookVerifier.of(List.of(secrets), proof);
    }

    private static String path(WebhookVerifier verifier, Provider provider, String taskKey) {
        String address =
                verifier.address(BASE, new Addressee(provider, taskKey)).toString();
        assertThat(address).startsWith(BASE + "/");
        return address.substring(BASE.toString().length() + 1);
    }

    private static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Map<String, List<String>>> proofs() {
        String signature = signature(SECRET, BODY);
        return Stream.of(
                Map.of("X-Webhook-Secret", List.of(SECRET)),
                Map.of("x-webhook-secret", List.of(SECRET)),
                Map.of("X-BFL-Signature", List.of("sha256=" + signature)),
                Map.of("X-Bfl-Signature", List.of(signature)),
                Map.of("X-Webhook-Secret", List.of(SECRET), "X-BFL-Signature", List.of("sha256=" + signature)));
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void takesACallWithEitherProof(Map<String, List<String>> headers) {
        WebhookVerifier verifier = verifier(WebhookProof.EITHER, SECRET);

        assertThat(verifier.verify(path(verifier, Provider.BFL, "order 17"), headers, BODY))
                .contains(new Addressee(Provider.BFL, "order 17"));
    }

    @Test
    void takesOnlyTheProofThatIsAskedFor() {
        String path = path(verifier(WebhookProof.EITHER, SECRET), Provider.BFL, "k");
        List<Call> calls =
                proofs().map(headers -> new Call(path, headers, BODY)).toList();

        assertThat(calls)
                .map(call -> call.isTaken(verifier(WebhookProof.SECRET, SECRET)))
                .containsExactly(true, true, false, false, true);
        assertThat(calls)
                .map(call -> call.isTaken(verifier(WebhookProof.SIGNATURE, SECRET)))
                .containsExactly(false, false, true, true, true);
        assertThat(calls)
                .map(call -> call.isTaken(verifier(WebhookProof.BOTH, SECRET)))
                .containsExactly(false, false, false, false, true);
    }

    @Test
    void takesARunwareCallByItsAddressAlone() {
        WebhookVerifier verifier = verifier(WebhookProof.BOTH, SECRET);

        assertThat(verifier.verify(path(verifier, Provider.RUNWARE, "k"), Map.of(), BODY))
                .contains(new Addressee(Provider.RUNWARE, "k"));
    }

    @Test
    void takesNoCallForBflByAnAddressAlone() {
        WebhookVerifier verifier = verifier(WebhookProof.EITHER, SECRET);

        assertThat(verifier.verify(path(verifier, Provider.BFL, "k"), Map.of(), BODY))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(WebhookProof.class)
    void readsNoBodyOfACallThatWhoeverHasSeenTheAddressCanMake(WebhookProof proof) {
        WebhookVerifier verifier = verifier(proof, SECRET);

        byte[] bfl = verifier.readable(new Addressee(Provider.BFL, "k"), BODY);
        byte[] runware = verifier.readable(new Addressee(Provider.RUNWARE, "k"), BODY);

        assertThat(bfl).isEqualTo(proof == WebhookProof.ADDRESS ? new byte[0] : BODY);
        assertThat(runware).isEqualTo(BODY);
    }

    @Test
    void takesCallsForWhatWasSubmittedWithAnEarlierSecret() {
        WebhookVerifier before = verifier(WebhookProof.EITHER, "the-secret-of-last-year");
        Call call = new Call(
                path(before, Provider.BFL, "k"), Map.of("X-Webhook-Secret", List.of("the-secret-of-last-year")), BODY);

        assertThat(call.isTaken(verifier(WebhookProof.EITHER, SECRET, "the-secret-of-last-year")))
                .isTrue();
        assertThat(call.isTaken(verifier(WebhookProof.EITHER, SECRET))).isFalse();
    }

    @Test
    void takesNoProofByOneSecretForAnAddressOfAnother() {
        WebhookVerifier before = verifier(WebhookProof.EITHER, "the-secret-of-last-year");
        Call call = new Call(path(before, Provider.BFL, "k"), Map.of("X-Webhook-Secret", List.of(SECRET)), BODY);

        assertThat(call.isTaken(verifier(WebhookProof.EITHER, SECRET, "the-secret-of-last-year")))
                .isFalse();
    }

    @Test
    void takesNoHeaderThatIsThereTwice() {
        WebhookVerifier verifier = verifier(WebhookProof.EITHER, SECRET);
        String path = path(verifier, Provider.BFL, "k");

        assertThat(new Call(path, Map.of("X-Webhook-Secret", List.of(SECRET, SECRET)), BODY).isTaken(verifier))
                .isFalse();
        assertThat(new Call(path, Map.of("X-Webhook-Secret", List.of(SECRET), "x-webhook-secret", List.of("x")), BODY)
                        .isTaken(verifier))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void makesTheSameAddressForATaskAgainAndAnotherForEachOther(Provider provider) {
        WebhookVerifier verifier = verifier(WebhookProof.EITHER, SECRET);

        assertThat(path(verifier, provider, "key-1")).isEqualTo(path(verifier, provider, "key-1"));
        assertThat(IntStream.range(0, 1000)
                        .mapToObj(i -> path(verifier, provider, "key " + i))
                        .distinct())
                .hasSize(1000);
    }

    @Test
    void takesKeysOfAnyCharactersAndOfTheGreatestLength() {
        WebhookVerifier verifier = verifier(WebhookProof.EITHER, SECRET);
        String key = "\u00fc \ud83d\ude00/?#".repeat(31);

        assertThat(verifier.verify(path(verifier, Provider.RUNWARE, key), Map.of(), BODY))
                .contains(new Addressee(Provider.RUNWARE, key));
    }

    @Test
    void refusesAnAddressThatIsLongerThanAProviderTakes() {
        WebhookVerifier verifier = verifier(WebhookProof.EITHER, SECRET);
        URI base = URI.create("https://example.com/" + "a".repeat(2040));

        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> verifier.address(base, new Addressee(Provider.BFL, "k")))
                .withMessageContaining("2083");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "short", "fifteen-letters", "sixteen letters !", "with-umlauts-\u00e4\u00f6\u00fc\u00df"})
    void refusesWhatIsNoSecretWithoutRepeatingIt(String secret) {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> verifier(WebhookProof.EITHER, secret))
                .satisfies(refused -> {
                    assertThat(refused).hasMessageContaining("webhookSecrets");
                    assertThat(secret.isEmpty() || !refused.getMessage().contains(secret))
                            .isTrue();
                });
        assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> verifier(WebhookProof.EITHER));
    }

    @Test
    void tellsNobodyTheTasksKey() {
        WebhookVerifier verifier = verifier(WebhookProof.EITHER, SECRET);

        assertThat(path(verifier, Provider.BFL, "customer-4711")).doesNotContain("4711", "Y3VzdG9tZXI");
    }

    @Test
    void printsNoSecret() {
        assertThat(verifier(WebhookProof.EITHER, SECRET) + " " + WebhookSecret.of(SECRET))
                .doesNotContain(SECRET);
    }

    /** Changes one honest call in every way that somebody can who has seen it, or one of another task. */
    private static final class Forger {
        private final Random random;
        private final List<Call> honest;

        Forger(long seed, List<Call> honest) {
            this.random = new Random(seed);
            this.honest = honest;
        }

        Call forge() {
            Call call = honest.get(random.nextInt(honest.size()));
            Call other = honest.get(random.nextInt(honest.size()));
            String proof = call.headers.keySet().isEmpty()
                    ? ""
                    : List.copyOf(call.headers.keySet()).get(random.nextInt(call.headers.size()));
            boolean isSigned = call.headers.keySet().equals(Set.of("X-BFL-Signature"));
            return switch (random.nextInt(9)) {
                case 0 -> new Call(changed(call.path), call.headers, call.body);
                case 1 -> new Call(cut(call.path), call.headers, call.body);
                case 2 -> new Call(call.path + random.nextInt(10), call.headers, call.body);
                case 3 -> new Call(swapped(call.path, other.path), call.headers, call.body);
                case 4 ->
                    proof.isEmpty()
                            ? new Call("", call.headers, call.body)
                            : with(call, proof, changed(value(call, proof)));
                case 5 ->
                    proof.isEmpty()
                            ? new Call("/", call.headers, call.body)
                            : with(call, proof, cut(value(call, proof)));
                case 6 -> proof.isEmpty() ? new Call("a", call.headers, call.body) : with(call, proof, "");
                case 7 -> isSigned ? new Call(call.path, call.headers, changed(call.body)) : forge();
                default ->
                    isSigned
                            ? new Call(
                                    call.path,
                                    call.headers,
                                    bytes(text(call.body).replace(" ", "")))
                            : forge();
            };
        }

        private static String text(byte[] body) {
            return new String(body, StandardCharsets.UTF_8);
        }

        private static String value(Call call, String header) {
            return call.headers.get(header).get(0);
        }

        private static Call with(Call call, String header, String value) {
            Map<String, List<String>> headers = new HashMap<>(call.headers);
            headers.put(header, List.of(value));
            return new Call(call.path, headers, call.body);
        }

        /** One bit of it is another. */
        private String changed(String text) {
            char[] all = text.toCharArray();
            int at = random.nextInt(all.length);
            all[at] ^= (char) (1 << random.nextInt(7));
            return new String(all);
        }

        private byte[] changed(byte[] body) {
            byte[] all = body.clone();
            all[random.nextInt(all.length)] ^= (byte) (1 << random.nextInt(8));
            return all;
        }

        private String cut(String text) {
            return text.substring(0, random.nextInt(text.length()));
        }

        /** The beginning of one and the end of another. */
        private String swapped(String first, String second) {
            if (first.equals(second)) {
                return first + first;
            }
            int at = 1 + random.nextInt(Math.min(first.length(), second.length()) - 1);
            String both = first.substring(0, at) + second.substring(Math.min(at, second.length()));
            return both.equals(first) || both.equals(second) ? both + "A" : both;
        }
    }

    @Test
    void takesNoneOfAHundredThousandForgedCalls() {
        WebhookVerifier verifier = verifier(WebhookProof.EITHER, SECRET, "the-secret-of-last-year");
        List<Call> honest = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String path = path(verifier, Provider.BFL, "key-" + i);
            byte[] body = bytes("{\"id\": \"task-" + i + "\", \"status\": \"Ready\"}");
            honest.add(new Call(path, Map.of("X-Webhook-Secret", List.of(SECRET)), body));
            honest.add(new Call(path, Map.of("X-BFL-Signature", List.of(signature(SECRET, body))), body));
            honest.add(new Call(path(verifier, Provider.RUNWARE, "key-" + i), Map.of(), body));
        }
        assertThat(honest).allMatch(call -> call.isTaken(verifier));
        long seed = new Random().nextLong();
        Forger forger = new Forger(seed, honest);

        long taken = 0;
        for (int i = 0; i < 100_000; i++) {
            Call forged = forger.forge();
            if (forged.isTaken(verifier) && honest.stream().noneMatch(call -> isSame(call, forged))) {
                taken++;
            }
        }

        assertThat(taken).as("seed " + seed).isZero();
    }

    /** Two bits can be changed back, and a hexadecimal digit can be written in either case. */
    private static boolean isSame(Call honest, Call forged) {
        return honest.path.equals(forged.path)
                && honest.headers.equals(forged.headers)
                && Arrays.equals(honest.body, forged.body);
    }
}
