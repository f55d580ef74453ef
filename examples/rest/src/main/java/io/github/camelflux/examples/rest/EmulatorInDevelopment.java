package io.github.camelflux.examples.rest;

import io.github.camelflux.springboot.test.ImportFluxEmulator;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Takes the place of the provider in the profile {@code dev}: no key, no bill. */
@Configuration(proxyBeanMethods = false)
@Profile("dev")
@ImportFluxEmulator
class EmulatorInDevelopment {}
