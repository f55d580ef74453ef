package io.github.camelflux.journal.jdbc;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(H2Database.class)
class H2JournalContractTest extends JdbcJournalContractTest {}
