/** Configures the Camel component from the properties and beans of a Spring Boot application. */
@NullMarked
package io.github.camelflux.springboot;

import org.jspecify.annotations.NullMarked;
