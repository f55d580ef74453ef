package io.github.camelflux.camel;

import java.util.concurrent.Callable;

/**
 * What all endpoints of a component share.
 *
 * @param clients is asked each time, since a component can be started again; it fails when that is stopped
 */
record ComponentParts(
        Callable<FluxClients> clients,
        CompletedTasks completedTasks,
        Repetitions repetitions,
        HeldFiles heldFiles,
        AccountHealthChecks healthChecks) {}
