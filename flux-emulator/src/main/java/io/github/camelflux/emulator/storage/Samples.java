package io.github.camelflux.emulator.storage;

import io.github.camelflux.emulator.drawing.Format;
import io.github.camelflux.emulator.drawing.Gallery;
import io.github.camelflux.emulator.drawing.Picture;
import io.github.camelflux.emulator.http.Reply;
import io.github.camelflux.emulator.http.Request;
import io.github.camelflux.emulator.provider.Api;
import io.github.camelflux.emulator.provider.Purpose;
import io.github.camelflux.emulator.provider.Task;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hands out the finished pictures, each at an address that is signed and ends after ten minutes, in the manner of
 * <a href="https://learn.microsoft.com/rest/api/storageservices/create-service-sas">Azure's shared access
 * signatures</a>.
 */
public final class Samples implements Api {
    private static final String PREFIX = "/delivery/ephemeral/";
    private static final Duration VALIDITY = Duration.ofMinutes(10);
    /**
     * The parameters under the signature. Their values are signed, not the query as it is written: clients may sort
     * and re-encode it on its way.
     */
    private static final List<String> SIGNED = List.of("se", "sp", "sv", "sr", "rsct");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Function<UUID, Optional<Task>> tasks;
    private final InstantSource clock;
    private final boolean resigns;
    private final int minimumBytes;
    private final Map<Task, String> signed = Collections.synchronizedMap(new WeakHashMap<>());
    private final Gallery gallery;
    private volatile SecretKeySpec secret = newSecret();

    /**
     * @param clock decides when addresses end
     * @param resigns whether a picture gets another address each time it is asked for
     * @param minimumBytes what pictures are padded to
     */
    public Samples(
            Function<UUID, Optional<Task>> tasks,
            InstantSource clock,
            Gallery gallery,
            boolean resigns,
            int minimumBytes) {
        this.gallery = gallery;
        this.tasks = tasks;
        this.clock = clock;
        this.resigns = resigns;
        this.minimumBytes = minimumBytes;
    }

    /** Where the task's picture is for the next ten minutes, or was since it was first asked for. */
    public String address(Task task, String origin) {
        return origin + (resigns ? sign(task) : signed.computeIfAbsent(task, this::sign));
    }

    private String sign(Task task) {
        Format format = task.order().pictures().get(0).format();
        String path = PREFIX + task.id().toString().replace("-", "") + "/sample." + format.extension();
        String end =
                clock.instant().plus(VALIDITY).truncatedTo(ChronoUnit.SECONDS).toString();
        List<String> values = List.of(end, "r", "2024-11-04", "b", format.mediaType());
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            query.append(SIGNED.get(i))
                    .append('=')
                    .append(encode(values.get(i)))
                    .append('&');
        }
        return path + "?" + query + "sig=" + encode(signature(path, values));
    }

    /**
     * Makes every address so far worthless: storage refuses one with a stale signature as it does one past its
     * time.
     */
    public void expireAll() {
        secret = newSecret();
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith(PREFIX);
    }

    @Override
    public Optional<Purpose> purpose(Request request) {
        return isRead(request) ? Optional.of(Purpose.DOWNLOAD) : Optional.empty();
    }

    @Override
    public Reply answer(Request request) {
        if (!isRead(request)) {
            return xml(405, "UnsupportedHttpVerb", "The resource doesn't support specified Http Verb.")
                    .with("Allow", "GET, HEAD");
        }
        if (!isSigned(request) || isOver(request)) {
            return refused();
        }
        return taskOf(request.path()).map(this::picture).orElseGet(Samples::notFound);
    }

    @Override
    public Reply failing(int status) {
        return xml(status, "PlannedFault", "Planned fault " + status);
    }

    private static boolean isRead(Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private Reply picture(Task task) {
        Picture picture = task.order().pictures().get(0);
        PaddedPicture body = new PaddedPicture(gallery.encoded(picture), picture.format(), minimumBytes);
        return Reply.of(200, picture.format().mediaType(), body);
    }

    private Optional<Task> taskOf(String path) {
        String hex = path.substring(PREFIX.length(), PREFIX.length() + 32);
        UUID id = new UUID(
                new BigInteger(hex.substring(0, 16), 16).longValue(),
                new BigInteger(hex.substring(16), 16).longValue());
        return tasks.apply(id);
    }

    private boolean isSigned(Request request) {
        List<String> values =
                SIGNED.stream().map(name -> request.parameter(name).orElse("")).toList();
        String given = request.parameter("sig").orElse("");
        return MessageDigest.isEqual(
                signature(request.path(), values).getBytes(StandardCharsets.UTF_8),
                given.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isOver(Request request) {
        return clock.instant().isAfter(Instant.parse(request.parameter("se").orElseThrow()));
    }

    private String signature(String path, List<String> values) {
        String text = path + "\n" + String.join("\n", values);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    private static SecretKeySpec newSecret() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    private static Reply refused() {
        return xml(
                403,
                "AuthenticationFailed",
                "Server failed to authenticate the request. Make sure the value of "
                        + "Authorization header is formed correctly including the signature.");
    }

    private static Reply notFound() {
        return xml(404, "BlobNotFound", "The specified blob does not exist.");
    }

    private static Reply xml(int status, String code, String message) {
        String xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + code + "</Code><Message>" + message
                + "</Message></Error>";
        return Reply.text(status, "application/xml", xml).with("x-ms-error-code", code);
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
