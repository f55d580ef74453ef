/** Tests of Spring Boot applications that make images, without a key and without a bill. */
@NullMarked
package io.github.camelflux.springboot.test;

import org.jspecify.annotations.NullMarked;
