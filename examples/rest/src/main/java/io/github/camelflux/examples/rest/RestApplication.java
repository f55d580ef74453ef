package io.github.camelflux.examples.rest;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Answers with images on port 8080. */
@SpringBootApplication
public class RestApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(RestApplication.class, arguments);
    }
}
