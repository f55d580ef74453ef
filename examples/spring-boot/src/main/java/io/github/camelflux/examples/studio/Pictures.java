package io.github.camelflux.examples.studio;

import io.github.camelflux.examples.studio.Picture.Image;
import io.github.camelflux.examples.studio.Picture.State;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of pictures. */
@Repository
class Pictures {
    private static final String UNFINISHED = "state in ('WAITING', 'HELD')";

    private final JdbcClient jdbc;

    Pictures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Picture picture) {
        Order order = picture.order();
        jdbc.sql("""
                        insert into picture (id, created, prompt, model, aspect_ratio, raw, wanted_seed, state, cost)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        picture.id(),
                        picture.created().atOffset(ZoneOffset.UTC),
                        order.prompt(),
                        order.model(),
                        order.aspectRatio(),
                        order.raw(),
                        order.seed(),
                        picture.state().name(),
                        picture.cost())
                .update();
    }

    Optional<Picture> find(String id) {
        return jdbc.sql("select * from picture where id = ?")
                .param(id)
                .query(this::read)
                .optional();
    }

    /** The newest first, of those that were asked for before then. */
    List<Picture> before(Instant then, int most) {
        return jdbc.sql("""
                        select * from picture where created < ? and not dismissed
                        order by created desc limit ?""")
                .params(then.atOffset(ZoneOffset.UTC), most)
                .query(this::read)
                .list();
    }

    List<Picture> unfinished() {
        return jdbc.sql("select * from picture where " + UNFINISHED + " order by created")
                .query(this::read)
                .list();
    }

    void arrived(String id, Image image, BigDecimal cost) {
        jdbc.sql("""
                        update picture set state = 'READY', title = null, detail = null, cost = ?,
                            used_seed = ?, width = ?, height = ?, bytes = ?, millis = ?
                        where id = ?""")
                .params(cost, image.seed(), image.width(), image.height(), image.bytes(), image.millis(), id)
                .update();
    }

    void ended(String id, State state, Trouble trouble, BigDecimal cost) {
        jdbc.sql("update picture set state = ?, title = ?, detail = ?, cost = ? where id = ?")
                .params(state.name(), trouble.title(), trouble.detail(), cost, id)
                .update();
    }

    /** Takes a failure out of sight; what it cost stays. */
    boolean dismiss(String id) {
        return jdbc.sql("update picture set dismissed = true where id = ? and state = 'FAILED'")
                        .param(id)
                        .update()
                == 1;
    }

    Spending spending(BigDecimal budget) {
        return jdbc.sql("select coalesce(sum(case when " + UNFINISHED + " then 0 else cost end), 0) as spent,"
                        + " coalesce(sum(case when " + UNFINISHED
                        + " then cost else 0 end), 0) as set_aside from picture")
                .query((row, number) -> new Spending(dollars(row, "spent"), dollars(row, "set_aside"), budget))
                .single();
    }

    private Picture read(ResultSet row, int number) throws SQLException {
        Order order = new Order(
                row.getString("prompt"),
                row.getString("model"),
                row.getString("aspect_ratio"),
                row.getBoolean("raw"),
                (Long) row.getObject("wanted_seed"));
        String title = row.getString("title");
        return new Picture(
                row.getString("id"),
                row.getObject("created", OffsetDateTime.class).toInstant(),
                order,
                State.valueOf(row.getString("state")),
                dollars(row, "cost"),
                title == null ? null : new Trouble(title, row.getString("detail")),
                image(row));
    }

    private static @Nullable Image image(ResultSet row) throws SQLException {
        return row.getObject("width") == null
                ? null
                : new Image(
                        (Long) row.getObject("used_seed"),
                        row.getInt("width"),
                        row.getInt("height"),
                        row.getLong("bytes"),
                        row.getLong("millis"));
    }

    private static BigDecimal dollars(ResultSet row, String column) throws SQLException {
        return row.getBigDecimal(column).stripTrailingZeros();
    }
}
