package io.github.camelflux.webhook;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.RequestFault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What this side and a provider alone know of webhooks; no text form shows it.
 *
 * <p>BFL sends it with each call, or signs the call with it. With keys that are derived from it, addresses are sealed: who
 * was not given one cannot make it up.
 */
public final class WebhookSecret {
    private static final int SHORTEST = 16;
    private static final int LONGEST = 256;

    private static final String SIGNATURE = "HmacSHA256";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final String value;
    private final byte[] bytes;
    private final byte[] sealKey;
    private final byte[] ivKey;

    private WebhookSecret(String value) {
        this.value = value;
        this.bytes = value.getBytes(StandardCharsets.US_ASCII);
        this.sealKey = hmac(bytes, "flux webhook address".getBytes(StandardCharsets.US_ASCII));
        this.ivKey = hmac(bytes, "flux webhook iv".getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Takes a secret as it was configured; white space around it is dropped.
     *
     * @throws InvalidRequest unless it is 16 to 256 visible ASCII characters; the message does not repeat it
     */
    public static WebhookSecret of(String configured) {
        String value = configured.strip();
        boolean isVisible = value.chars().allMatch(c -> c > ' ' && c < 127);
        if (value.length() < SHORTEST || value.length() > LONGEST || !isVisible) {
            throw InvalidRequest.of(new RequestFault(
                    "webhookSecrets",
                    "***",
                    SHORTEST + " to " + LONGEST + " visible ASCII characters, as openssl rand -hex 32 makes them"));
        }
        return new WebhookSecret(value);
    }

    /** For the provider, and nobody else. */
    public String value() {
        return value;
    }

    /** Whether this very secret was sent. */
    boolean isSent(String sent) {
        return isSame(bytes, sent.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the body was signed with it: HMAC-SHA256 in hexadecimal, with {@code sha256=} in front or without. */
    boolean hasSigned(byte[] body, String signature) {
        String hex = signature.startsWith("sha256=") ? signature.substring("sha256=".length()) : signature;
        String expected = HexFormat.of().formatHex(hmac(bytes, body));
        return isSame(expected.getBytes(StandardCharsets.US_ASCII), hex.getBytes(StandardCharsets.UTF_8));
    }

    /** Hashed first, so that not even the length shows in the time that this takes. */
    private static boolean isSame(byte[] ours, byte[] theirs) {
        return MessageDigest.isEqual(sha256(ours), sha256(theirs));
    }

    /** Text for an address, which only {@link #open} can read: the same for the same text, and of 128 bits of proof. */
    String seal(String text) {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        byte[] iv = Arrays.copyOf(hmac(ivKey, plain), IV_BYTES);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, iv).doFinal(plain);
            byte[] all = Arrays.copyOf(iv, IV_BYTES + sealed.length);
            System.arraycopy(sealed, 0, all, IV_BYTES, sealed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES in GCM", e);
        }
    }

    /** What was sealed with this secret; empty for anything else. */
    Optional<String> open(String sealed) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(sealed);
            if (all.length < IV_BYTES + TAG_BITS / 8
                    || !sealed.equals(Base64.getUrlEncoder().withoutPadding().encodeToString(all))) {
                return Optional.empty();
            }
            byte[] plain = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, IV_BYTES))
                    .doFinal(all, IV_BYTES, all.length - IV_BYTES);
            return Optional.of(new String(plain, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES in GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] iv) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, new SecretKeySpec(sealKey, "AES"), new GCMParameterSpec(TAG_BITS, iv));
        return cipher;
    }

    private static byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(SIGNATURE);
            mac.init(new SecretKeySpec(key, SIGNATURE));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "WebhookSecret[***]";
    }
}
