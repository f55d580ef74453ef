package io.github.camelflux.examples.rest;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.RequestFault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where an order is asked for. Its ticket is in the address, so nothing has to be remembered here: another node answers as
 * well, and this one after a restart. It is no secret, and nobody can guess one.
 */
final class OrderAddress {
    private OrderAddress() {}

    static URI of(String ticket) {
        return URI.create("/orders/"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(ticket.getBytes(StandardCharsets.US_ASCII)));
    }

    /** @throws InvalidRequest if there is no such address */
    static String ticket(String order) {
        try {
            return new String(Base64.getUrlDecoder().decode(order), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            throw InvalidRequest.of(new RequestFault("order", order, "what the Location of an order has"));
        }
    }
}
