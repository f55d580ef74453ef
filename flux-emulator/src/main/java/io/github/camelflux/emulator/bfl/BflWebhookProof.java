package io.github.camelflux.emulator.bfl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How a webhook's call is proved with the secret of its submit; the documents contradict each other. */
public enum BflWebhookProof {
    BOTH,
    /** The secret itself, in {@code X-Webhook-Secret}. */
    SECRET,
    /** {@code X-BFL-Signature: sha256=} and the hexadecimal HMAC of the body. */
    SIGNATURE,
    /** The same without {@code sha256=}. */
    BARE_SIGNATURE,
    NONE;

    Map<String, String> headers(String secret, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        if (secret.isEmpty()) {
            return headers;
        }
        if (this == BOTH || this == SECRET) {
            headers.put("X-Webhook-Secret", secret);
        }
        if (this != SECRET && this != NONE) {
            headers.put("X-BFL-Signature", (this == BARE_SIGNATURE ? "" : "sha256=") + hmac(secret, body));
        }
        return headers;
    }

    private static String hmac(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
