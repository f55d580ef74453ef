package io.github.camelflux.http;

import java.util.concurrent.Executor;

/** A transport on one executor, whose names are looked up as the platform does. */
final class PlainTransport {
    private PlainTransport() {}

    static JdkTransport create(JdkTransport.Connections connections, Executor executor, Delayer delayer) {
        Lookups lookups = new Lookups(
                Lookups.Resolver.platform(), Runnable::run, Runnable::run, delayer, connections.connectTimeout());
        return JdkTransport.create(connections, executor, executor, lookups, delayer);
    }
}
