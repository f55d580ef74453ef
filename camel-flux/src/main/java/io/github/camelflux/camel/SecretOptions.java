package io.github.camelflux.camel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;

/**
 * Keeps what is secret out of what Camel prints of options. By itself Camel masks those of its own components, by a list
 * of names, and not everywhere.
 */
final class SecretOptions {
    private static final Set<String> NAMES =
            Set.of("apikey", "runwareapikey", "uploadendpoint", "webhooksecret", "webhooksecrets");

    /**
     * In one word for Camel: it looks for an option's name within all words when it prints properties, but masks at most
     * one option of an address by words that were added. These two have a part that it masks in addresses anyway.
     */
    private static final String MASKED_IN_ADDRESSES = "runwareApiKey webhookSecrets";

    private static final String MASKED_NOWHERE = "uploadEndpoint";

    /**
     * Camel takes options in this spelling too, but does not look for it in addresses. A word that is one of its own without
     * the dash it leaves out, so that it gets a part of it.
     */
    private static final String KEY_WITH_DASH = "api-ke";

    private static final String ENDPOINT_WITH_DASH = "upload-endpoint";

    /**
     * As Camel reads it: what is RAW ends with its bracket, before the next option. By then Camel has encoded the braces,
     * and nothing between them.
     */
    private static final Pattern OPTION = Pattern.compile(
            "([?&])([^=&]+)=(RAW\\(.*?\\)(?=&|$)|RAW(?:\\{|%7B).*?(?:\\}|%7D)(?=&|$)|[^&]*)", Pattern.CASE_INSENSITIVE);

    private static final int TAG_BYTES = 8;

    private final byte[] seed = new byte[16];

    SecretOptions() {
        new SecureRandom().nextBytes(seed);
    }

    /** Has a context mask them where it prints properties and sanitizes addresses. */
    static void mask(CamelContext context) {
        mask(context, MASKED_NOWHERE, KEY_WITH_DASH, ENDPOINT_WITH_DASH, MASKED_IN_ADDRESSES);
    }

    /** Has a context mask what is no option too, without its last letter where Camel would take it for a word of its own. */
    static void maskMistyped(CamelContext context, String name) {
        mask(context, name.contains("-") ? name.substring(0, name.length() - 1) : name);
    }

    private static void mask(CamelContext context, String... names) {
        ExtendedCamelContext camel = context.getCamelContextExtension();
        String known = camel.getAdditionalSensitiveKeywords();
        Set<String> words = new LinkedHashSet<>();
        if (known != null && !known.isBlank()) {
            words.addAll(List.of(known.split(",")));
        }
        words.addAll(List.of(names));
        camel.setAdditionalSensitiveKeywords(String.join(",", words));
    }

    /**
     * An endpoint's address with a tag in place of each secret, which is all that the endpoint tells Camel of it. Camel
     * takes endpoints of one address for the same, so another secret has another tag; nothing can be made of it
     * elsewhere.
     */
    String masked(String address) {
        return OPTION.matcher(address).replaceAll(option -> {
            String name = option.group(2).replace("-", "").toLowerCase(Locale.ROOT);
            String value = NAMES.contains(name) ? "xxxxxx-" + tag(option.group(3)) : option.group(3);
            return Matcher.quoteReplacement(option.group(1) + option.group(2) + "=" + value);
        });
    }

    private String tag(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed, mac.getAlgorithm()));
            byte[] tag = mac.doFinal(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(tag, TAG_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }
}
