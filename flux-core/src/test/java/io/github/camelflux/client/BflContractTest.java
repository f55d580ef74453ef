package io.github.camelflux.client;

import io.github.camelflux.Provider;

class BflContractTest extends ProviderContract {
    BflContractTest() {
        super(Provider.BFL);
    }
}
