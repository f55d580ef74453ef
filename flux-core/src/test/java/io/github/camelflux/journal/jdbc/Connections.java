package io.github.camelflux.journal.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;

/** Where connections come from, in tests. */
interface Connections {
    Connection get() throws SQLException;

    /** Says what is done in place of a method, or calls it. */
    interface Instead {
        Object of(String method, Call call) throws Throwable;
    }

    /** What the method would have done. */
    interface Call {
        Object proceed() throws Throwable;
    }

    /** These connections as applications are given them. */
    default DataSource dataSource() {
        Object[] none = {};
        return (DataSource) Proxy.newProxyInstance(
                Connections.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection") && method.getParameterCount() == 0) {
                        return get();
                    }
                    return method.invoke(this, arguments == null ? none : arguments);
                });
    }

    /** The same object with some methods replaced. */
    static <T> T replacing(Class<T> type, T original, Instead instead) {
        return type.cast(Proxy.newProxyInstance(
                Connections.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> instead.of(method.getName(), () -> {
                    try {
                        return method.invoke(original, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })));
    }

    /** Keeps connections for whoever comes next, since opening one takes longer than a statement. */
    final class Reused implements Connections, AutoCloseable {
        private final DataSource source;
        private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

        Reused(DataSource source) {
            this.source = source;
        }

        @Override
        public Connection get() throws SQLException {
            Connection waiting = idle.poll();
            Connection connection = waiting == null ? source.getConnection() : waiting;
            return replacing(
                    Connection.class,
                    connection,
                    (method, call) -> method.equals("close") ? idle.add(connection) : call.proceed());
        }

        @Override
        public void close() throws SQLException {
            for (Connection connection : idle) {
                connection.close();
            }
        }
    }

    /** Fails when it is told to, as a database does that is away. */
    final class Failing implements Connections {
        enum Failure {
            NONE,
            CONNECT,
            EXECUTE,
            /** The statement is executed, and nobody is told. */
            AFTERWARDS,
            /** All went well, and then the connection does not close. */
            CLOSE
        }

        static final String SECRET = "jdbc:postgresql://db.internal/flux?user=root&password=hunter2";

        private final DataSource source;
        volatile Failure failure = Failure.NONE;

        Failing(DataSource source) {
            this.source = source;
        }

        @Override
        public Connection get() throws SQLException {
            failIf(Failure.CONNECT);
            return replacing(Connection.class, source.getConnection(), (method, call) -> {
                Object result = call.proceed();
                if (method.equals("close")) {
                    failIf(Failure.CLOSE);
                }
                return result instanceof PreparedStatement statement ? failing(statement) : result;
            });
        }

        private PreparedStatement failing(PreparedStatement statement) {
            return replacing(PreparedStatement.class, statement, (method, call) -> {
                if (!method.startsWith("execute")) {
                    return call.proceed();
                }
                failIf(Failure.EXECUTE);
                Object result = call.proceed();
                failIf(Failure.AFTERWARDS);
                return result;
            });
        }

        private void failIf(Failure here) throws SQLException {
            if (failure == here) {
                throw new SQLException("No connection to " + SECRET, "08006");
            }
        }
    }
}
