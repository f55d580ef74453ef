/** The Apache Camel component, whose endpoints turn a prompt in the message body into an image in the message body. */
@NullMarked
package io.github.camelflux.camel;

import org.jspecify.annotations.NullMarked;
