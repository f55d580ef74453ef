package io.github.camelflux.journal.jdbc;

import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** An H2 database in memory for each test. */
public final class H2Database implements ParameterResolver {

    private record Running(JdbcDataSource dataSource) implements AutoCloseable {
        static Running start() {
            JdbcDataSource dataSource = new JdbcDataSource();
            dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
            return new Running(dataSource);
        }

        @Override
        public void close() throws SQLException {
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("shutdown immediately");
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == DataSource.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(Namespace.create(H2Database.class))
                .getOrComputeIfAbsent(Running.class, type -> Running.start(), Running.class)
                .dataSource();
    }
}
