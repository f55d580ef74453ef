package io.github.camelflux.examples.studio;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of orders, by the ids that pages gave them. */
@Repository
class Orders {
    private final JdbcClient jdbc;

    Orders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An order that came in before.
     *
     * @param asked what it asked for, as JSON; empty if it was dropped before it came
     */
    record Known(Optional<String> asked) {}

    Optional<Known> find(String id) {
        return jdbc.sql("select asked from picture_order where id = ?")
                .param(id)
                .query((row, number) -> new Known(Optional.ofNullable(row.getString("asked"))))
                .optional();
    }

    void add(String id, String asked) {
        jdbc.sql("insert into picture_order (id, asked) values (?, ?)")
                .params(id, asked)
                .update();
    }

    void drop(String id) {
        jdbc.sql("insert into picture_order (id) values (?)").param(id).update();
    }
}
