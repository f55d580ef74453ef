package io.github.camelflux.webhook;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.Provider;
import io.github.camelflux.RequestFault;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Makes the addresses that providers call, one for each task, and proves calls.
 *
 * <p>An address holds the task's key, sealed: nobody can make one up or read it, and every node with the secret knows which
 * task a call is about, before the provider has told its id. BFL's calls need a {@link WebhookProof} besides; Runware sends
 * none, so that there the address is all the proof.
 */
public final class WebhookVerifier {
    private static final String SECRET = "x-webhook-secret";
    private static final String SIGNATURE = "x-bfl-signature";

    /** The longest address that BFL takes. */
    private static final int LONGEST_ADDRESS = 2083;

    private final List<WebhookSecret> secrets;
    private final WebhookProof proof;

    private WebhookVerifier(List<WebhookSecret> secrets, WebhookProof proof) {
        this.secrets = secrets;
        this.proof = proof;
    }

    /**
     * Takes secrets as they were configured.
     *
     * @param secrets at least one; the first is for what is submitted from now on, and the others prove calls for what was
     *     submitted with them before
     * @throws InvalidRequest if there is none, or one is too short to be one
     */
    public static WebhookVerifier of(Collection<String> secrets, WebhookProof proof) {
        if (secrets.isEmpty()) {
            throw InvalidRequest.of(new RequestFault("webhookSecrets", "", "at least one secret"));
        }
        return new WebhookVerifier(secrets.stream().map(WebhookSecret::of).toList(), proof);
    }

    /** Whose task a call is about. */
    public record Addressee(Provider provider, String taskKey) {
        private static Optional<Addressee> parse(String text) {
            int space = text.indexOf(' ');
            return Stream.of(Provider.values())
                    .filter(provider -> space > 0 && provider.id().equals(text.substring(0, space)))
                    .findFirst()
                    .map(provider -> new Addressee(provider, text.substring(space + 1)));
        }

        private String text() {
            return provider.id() + " " + taskKey;
        }
    }

    /** For what is submitted from now on. */
    public WebhookSecret current() {
        return secrets.get(0);
    }

    /**
     * The address that a task's webhooks are to come to.
     *
     * @param base where this side can be reached from outside
     * @throws InvalidRequest if it would be longer than a provider takes
     */
    public URI address(URI base, Addressee addressee) {
        String address = base.toString().replaceAll("/+$", "") + "/" + current().seal(addressee.text());
        if (address.length() > LONGEST_ADDRESS) {
            throw InvalidRequest.of(new RequestFault(
                    "webhookUrl",
                    base.toString(),
                    "an address that is not longer than " + LONGEST_ADDRESS
                            + " characters with the sealed task key behind it, which makes it " + address.length()));
        }
        return URI.create(address);
    }

    /**
     * Whose task a call is about; empty unless it is proved to come from the provider.
     *
     * @param path what follows the address that this side is reached at
     * @param headers of the call, by names in any case
     * @param body as it came, byte for byte
     */
    public Optional<Addressee> verify(String path, Map<String, List<String>> headers, byte[] body) {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) ->
                byName.computeIfAbsent(name, any -> new ArrayList<>()).addAll(values));
        // All secrets are tried whatever the first ones say, so that the time tells nothing of which has fitted.
        List<Addressee> proved = secrets.stream()
                .flatMap(secret -> secret.open(path).flatMap(Addressee::parse).stream()
                        .filter(addressee -> addressee.provider() != Provider.BFL || isProved(secret, byName, body)))
                .toList();
        return proved.stream().findFirst();
    }

    /**
     * What of a proved call's body is worth reading: nothing of one to BFL's address alone, which can be made by whoever has
     * seen that in a log on the way. Runware's names tasks whose ids this side has chosen.
     */
    public byte[] readable(Addressee addressee, byte[] body) {
        boolean isTheirs = addressee.provider() != Provider.BFL || proof != WebhookProof.ADDRESS;
        return isTheirs ? body : new byte[0];
    }

    private boolean isProved(WebhookSecret secret, Map<String, List<String>> headers, byte[] body) {
        return proof.holds(
                found(headers, SECRET, secret::isSent),
                found(headers, SIGNATURE, signature -> secret.hasSigned(body, signature)));
    }

    /** A header that is there twice proves nothing: one of both is somebody else's. */
    private static WebhookProof.Found found(Map<String, List<String>> headers, String name, Predicate<String> isRight) {
        List<String> values = headers.getOrDefault(name, List.of());
        if (values.isEmpty()) {
            return WebhookProof.Found.NONE;
        }
        return values.size() == 1 && isRight.test(values.get(0)) ? WebhookProof.Found.RIGHT : WebhookProof.Found.WRONG;
    }

    @Override
    public String toString() {
        return "WebhookVerifier[" + secrets.size() + " secrets, " + proof.name().toLowerCase(Locale.ROOT) + "]";
    }
}
