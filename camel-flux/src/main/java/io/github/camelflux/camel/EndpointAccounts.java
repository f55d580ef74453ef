package io.github.camelflux.camel;

/** Which endpoints may have keys and addresses of their own; in lower case, as it is written among options. */
public enum EndpointAccounts {
    /** Those that stand in a route as they are, where no message can change them. */
    routes,
    /** Those too whose address is computed while messages flow, by {@code toD} for example. */
    all,
    /** None: there are only the component's. */
    none
}
