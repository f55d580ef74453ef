package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.Printable;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.DeliveryHosts;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.ledger.ResultDirectory;
import io.github.camelflux.webhook.WebhookProof;
import io.github.camelflux.webhook.WebhookVerifier;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the component's options and collects what is wrong; what it returns then is never used. */
final class OptionReader {
    private static final int LAST_PORT = 65_535;

    private final List<RequestFault> faults = new ArrayList<>();

    int atLeast(int least, String option, int given) {
        if (given < least) {
            faults.add(new RequestFault(option, String.valueOf(given), least + " or more"));
        }
        return given;
    }

    Duration duration(String option, long millis) {
        if (millis <= 0) {
            faults.add(new RequestFault(option, millis + " ms", "a duration above zero, such as 30s"));
        }
        return Duration.ofMillis(millis);
    }

    Duration durationOrZero(String option, long millis) {
        if (millis < 0) {
            faults.add(new RequestFault(option, millis + " ms", "a duration of zero or more, such as 1m"));
        }
        return Duration.ofMillis(millis);
    }

    @Nullable
    ResultDirectory results(@Nullable String text, TaskJournal journal) {
        try {
            return ResultDirectory.openFor(journal.isDurable(), text == null ? null : Path.of(text));
        } catch (InvalidPathException e) {
            faults.add(new RequestFault("resultDirectory", String.valueOf(text), "a directory"));
        } catch (InvalidRequest e) {
            faults.addAll(e.faults());
        }
        return null;
    }

    long bytes(String option, String text) {
        try {
            return ByteSize.parse(option, text);
        } catch (InvalidRequest e) {
            faults.addAll(e.faults());
            return 0;
        }
    }

    @Nullable
    BigDecimal dollars(String option, @Nullable String text) {
        try {
            BigDecimal dollars = text == null ? null : new BigDecimal(text.strip());
            if (dollars == null || dollars.signum() >= 0) {
                return dollars;
            }
        } catch (NumberFormatException e) {
            // Reported below, with what is allowed.
        }
        faults.add(new RequestFault(option, String.valueOf(text), "US dollars such as 12.50"));
        return null;
    }

    List<URI> addresses(String option, @Nullable String text) {
        List<URI> addresses = new ArrayList<>();
        for (String each : text == null ? new String[0] : text.split(",")) {
            try {
                addresses.add(FluxAccount.address(option, each.strip()));
            } catch (InvalidRequest e) {
                faults.addAll(e.faults());
            }
        }
        return addresses;
    }

    List<String> deliveryHosts(@Nullable String text) {
        try {
            return DeliveryHosts.names(text == null ? List.of() : List.of(text.split(",")));
        } catch (InvalidRequest e) {
            faults.addAll(e.faults());
            return List.of();
        }
    }

    @Nullable
    WebhookVerifier verifier(@Nullable String secrets, WebhookProof proof) {
        try {
            return secrets == null ? null : WebhookVerifier.of(List.of(secrets.split(",")), proof);
        } catch (InvalidRequest e) {
            faults.addAll(e.faults());
            return null;
        }
    }

    /** An address that cannot be proved to have been called is none. */
    @Nullable
    URI webhookUrl(@Nullable String text, @Nullable String secrets) {
        if (text == null) {
            return null;
        }
        List<URI> address = addresses("webhookUrl", text);
        boolean isUsable = address.size() == 1 && isReachable(address.get(0));
        if (!isUsable) {
            faults.add(new RequestFault(
                    "webhookUrl", Printable.address(text), "an https address, or http on a loopback address"));
        } else if (secrets == null) {
            faults.add(new RequestFault("webhookUrl", Printable.address(text), "no value without webhookSecrets"));
        }
        return isUsable ? address.get(0) : null;
    }

    private static boolean isReachable(URI address) {
        String host = address.getHost();
        boolean isHere = "http".equalsIgnoreCase(address.getScheme())
                && host != null
                && (host.equals("localhost") || host.matches("127(\\.[0-9]{1,3}){3}") || host.equals("[::1]"));
        return host != null
                && address.getRawUserInfo() == null
                && address.getRawQuery() == null
                && address.getRawFragment() == null
                && (isHere || "https".equalsIgnoreCase(address.getScheme()));
    }

    @Nullable
    InetSocketAddress proxy(@Nullable String host, @Nullable Integer port) {
        if (host == null && port == null) {
            return null;
        }
        if (host == null || port == null || port < 1 || port > LAST_PORT) {
            String given = host + " and " + port;
            faults.add(new RequestFault("proxyHost and proxyPort", given, "a host and a port from 1 to 65535"));
            return null;
        }
        return InetSocketAddress.createUnresolved(host, port);
    }

    void finish() {
        if (!faults.isEmpty()) {
            String message = faults.stream()
                    .map(fault -> fault.describe() + " (option of the flux component)")
                    .collect(Collectors.joining(". "));
            throw new InvalidRequest(message, faults, TaskContext.NONE);
        }
    }
}
