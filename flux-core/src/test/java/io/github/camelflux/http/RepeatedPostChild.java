package io.github.camelflux.http;

import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.http.HttpCall.Limits;
import io.github.camelflux.http.RawServer.Connection;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that was told to repeat requests, and posts to servers that make it want to: it tells how many complete POSTs
 * each of them has got.
 *
 * <p>Its arguments are settings as {@code name=value}, those that begin with {@code net:} as conf/net.properties has them,
 * the others as system properties that are set when the transport is there.
 */
final class RepeatedPostChild {
    private static final Limits ROOMY = new Limits(Duration.ofSeconds(5), 1024 * 1024);
    private static final byte[] BODY = "{\"prompt\":\"A lighthouse\"}".getBytes(StandardCharsets.UTF_8);

    private RepeatedPostChild() {}

    /** What servers do that have read a request. */
    private static Map<String, RawServer.Script> servers() {
        Map<String, RawServer.Script> servers = new LinkedHashMap<>();
        servers.put("close", connection -> {});
        servers.put("reset", Connection::reset);
        servers.put("half an answer", connection -> connection.write("HTTP/1.1 200 OK\r\nContent-Le"));
        servers.put("408", answer("408 Timeout\r\nConnection: close"));
        servers.put("503", answer("503 Unavailable\r\nRetry-After: 0\r\nConnection: close"));
        servers.put("307", answer("307 Temporary\r\nLocation: /v1/x"));
        servers.put("308", answer("308 Permanent\r\nLocation: /v1/x"));
        servers.put("401", answer("401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\""));
        servers.put("407", answer("407 Proxy\r\nProxy-Authenticate: Basic realm=\"x\""));
        return servers;
    }

    private static RawServer.Script answer(String head) {
        return connection -> connection.write("HTTP/1.1 " + head + "\r\nContent-Length: 0\r\n\r\n");
    }

    public static void main(String[] settings) throws Exception {
        for (String setting : settings) {
            if (setting.startsWith("net:")) {
                String[] parts = setting.substring("net:".length()).split("=", 2);
                netProperties().setProperty(parts[0], parts[1]);
            }
        }
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        ExecutorService calls = Executors.newFixedThreadPool(2);
        JdkTransport transport = transport(calls, timer);
        for (String setting : settings) {
            if (!setting.startsWith("net:")) {
                String[] parts = setting.split("=", 2);
                System.setProperty(parts[0], parts[1]);
            }
        }
        for (Map.Entry<String, RawServer.Script> server : servers().entrySet()) {
            for (boolean reused : new boolean[] {false, true}) {
                System.out.println("POSTS " + posts(transport, server.getValue(), reused) + " " + server.getKey()
                        + (reused ? " on a reused connection" : ""));
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static JdkTransport transport(Executor calls, ScheduledExecutorService timer) {
        return PlainTransport.create(
                new JdkTransport.Connections(Duration.ofSeconds(5), null, null), calls, Delayer.on(timer));
    }

    /** What the JDK has read of the file, which belongs to the JDK that runs the build. */
    private static Properties netProperties() throws ReflectiveOperationException {
        Field properties = Class.forName("sun.net.NetProperties").getDeclaredField("props");
        properties.setAccessible(true);
        return (Properties) properties.get(null);
    }

    private static String posts(JdkTransport transport, RawServer.Script after, boolean reused) throws Exception {
        try (RawServer server = RawServer.serving(connection -> {
            if (reused) {
                connection.read();
                connection.write(RawServer.OK);
            }
            connection.read();
            after.serve(connection);
        })) {
            URI address = server.uri("/v1/x");
            TrustedAddress trusted =
                    TrustedOrigins.of(Provider.BFL, address, List.of()).trust(address, TaskContext.NONE);
            ApiKey key = ApiKey.of(Provider.BFL, "test-key");
            if (reused) {
                transport.send(HttpCall.get(trusted, key, ROOMY)).get(10, TimeUnit.SECONDS);
            }
            HttpOutcome outcome =
                    transport.send(HttpCall.post(trusted, key, BODY, ROOMY)).get(10, TimeUnit.SECONDS);
            // Whatever else the client does on its own would come at once.
            long posts = server.requests().stream()
                    .filter(request -> request.startsWith("POST"))
                    .count();
            return posts + " " + outcome.getClass().getSimpleName();
        }
    }
}
