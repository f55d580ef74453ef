package io.github.camelflux.journal.jdbc;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresServer.class)
class PostgresJournalContractTest extends JdbcJournalContractTest {}
