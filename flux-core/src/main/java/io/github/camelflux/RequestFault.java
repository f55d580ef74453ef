package io.github.camelflux;

import java.io.Serializable;

/**
 * One thing that is wrong with a request: what was given and what is allowed instead.
 *
 * @param field the parameter's name as the builder spells it; front ends add where their users set it
 * @param given the offending value as text, shortened and on one line
 * @param allowed what would be accepted, as the end of a sentence
 */
public record RequestFault(String field, String given, String allowed) implements Serializable {
    public RequestFault {
        given = Printable.of(given);
    }

    /** The fault as a clause: {@code aspectRatio 'banana' is not allowed; allowed is ...}. */
    public String describe() {
        return field + " '" + given + "' is not allowed; allowed is " + allowed;
    }
}
