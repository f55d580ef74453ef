package io.github.camelflux.camel;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.RequestFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.support.EndpointHelper;
import org.apache.camel.support.LanguageSupport;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint's address may set. One that is computed while messages flow may have a message's text in it, so
 * nothing in it is evaluated, looked up or made, and by default it has no key and leads nowhere else.
 *
 * @param isComputed whether it does not stand in a route as it is
 */
record EndpointAddress(boolean isComputed) {
    /**
     * The address of an endpoint that is being made. Camel tells when it makes a step of a route; and before the context
     * starts there are no messages. While it stops there are: those that it waits for.
     */
    static EndpointAddress beingMade(CamelContext context) {
        boolean isStep = context.getCamelContextExtension().getCreateProcessor() != null;
        boolean hasMessages = context.isRunAllowed() || context.isStopping();
        return new EndpointAddress(hasMessages && !isStep);
    }

    /**
     * Checks the names of options, before anything is made of their values.
     *
     * @throws NoSuchEndpointException for those that the endpoint does not have
     */
    void checkNames(CamelContext context, String path, Map<String, Object> written) {
        UnknownOptions options = UnknownOptions.ofEndpoints(context);
        Map<String, Object> unknown = options.among(written);
        if (!unknown.isEmpty()) {
            if (!isComputed) {
                // Camel prints the route, too. A message's text has no say in what it masks.
                SecretOptions.maskMistyped(context, options.likeliestSecret(unknown));
            }
            throw options.refusal(path, unknown);
        }
    }

    /**
     * Checks options as they are written, before any of them is set.
     *
     * @throws InvalidRequest for those that would have objects looked up or made
     */
    void checkWritten(Map<String, Object> written) {
        List<RequestFault> faults = new ArrayList<>();
        written.forEach((name, value) -> {
            if (isComputed && isReference(value)) {
                faults.add(new RequestFault(
                        name,
                        value.toString(),
                        "a value; a reference only in an address that stands in a route as it is"));
            }
        });
        Faults.throwIfAny(faults);
    }

    static boolean isReference(@Nullable Object value) {
        return value instanceof String text && EndpointHelper.isReferenceParameter(text);
    }

    /**
     * Checks what was set.
     *
     * @param account the endpoint's own keys and addresses by option; null for what is not set
     * @throws InvalidRequest for an expression, and for keys and addresses, where they may not be
     */
    void checkSet(@Nullable String taskKey, Map<String, @Nullable String> account, EndpointAccounts allowed) {
        List<RequestFault> faults = new ArrayList<>();
        if (isComputed && LanguageSupport.hasSimpleFunction(taskKey)) {
            faults.add(new RequestFault(
                    "taskKey",
                    taskKey,
                    "a text in an address that is computed or handed to a template; an expression only where it stands"
                            + " in a route as it is, or as a reference to an Expression, taskKey=#bean:name"));
        }
        if (allowed == EndpointAccounts.none || (isComputed && allowed == EndpointAccounts.routes)) {
            String place = allowed == EndpointAccounts.none
                    ? "no value at endpoints"
                    : "no value in an address that is computed or handed to a template, which may have a message's text"
                            + " in it";
            account.forEach((option, value) -> {
                if (value != null) {
                    faults.add(new RequestFault(
                            option, "(hidden)", place + "; set option endpointAccounts of the component to allow it"));
                }
            });
        }
        Faults.throwIfAny(faults);
    }
}
