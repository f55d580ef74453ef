package io.github.camelflux.springboot.test;

import org.springframework.boot.test.context.SpringBootTest;

/** What test classes of an application may have in common. */
@SpringBootTest
@ImportFluxEmulator
abstract class OnEmulatorTestCase {}
