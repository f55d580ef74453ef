package io.github.camelflux.examples.studio;

import io.github.camelflux.examples.studio.Order.Remix;
import io.github.camelflux.examples.studio.Picture.Image;
import io.github.camelflux.examples.studio.Picture.State;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of pictures. */
@Repository
class Pictures {
    private static final String UNFINISHED = "state in ('WAITING', 'HELD', 'DOUBT')";
    private static final String IN_GALLERY = "state = 'READY' and deleted is null";

    private final JdbcClient jdbc;

    Pictures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Picture picture) {
        Order order = picture.order();
        Remix remix = order.remix();
        jdbc.sql("""
                        insert into picture (id, order_id, created, prompt, model, aspect_ratio, raw, wanted_seed,
                            remix_of, remix_strength, state, cost)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        picture.id(),
                        picture.orderId(),
                        picture.created().atOffset(ZoneOffset.UTC),
                        order.prompt(),
                        order.model(),
                        order.aspectRatio(),
                        order.raw(),
                        order.seed(),
                        remix == null ? null : remix.of(),
                        remix == null ? null : remix.strength(),
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

    /** Of one that can be looked at, which a deleted one cannot. */
    Optional<Picture> inGallery(String id) {
        return jdbc.sql("select * from picture where id = ? and " + IN_GALLERY)
                .param(id)
                .query(this::read)
                .optional();
    }

    List<Picture> ofOrder(String orderId) {
        return jdbc.sql("select * from picture where order_id = ? order by created")
                .param(orderId)
                .query(this::read)
                .list();
    }

    /** The newest first, of those in the gallery from before then that have all these words in their prompt. */
    List<Picture> before(Instant then, List<String> words, boolean favouritesOnly, int most) {
        List<Object> params = new ArrayList<>(List.of(then.atOffset(ZoneOffset.UTC)));
        StringBuilder sql = new StringBuilder("select * from picture where created < ? and " + IN_GALLERY);
        for (String word : words) {
            sql.append(" and locate(?, lower(prompt)) > 0");
            params.add(word.toLowerCase(Locale.ROOT));
        }
        if (favouritesOnly) {
            sql.append(" and favourite");
        }
        params.add(most);
        return jdbc.sql(sql + " order by created desc limit ?")
                .params(params)
                .query(this::read)
                .list();
    }

    /** How many there are in the gallery. */
    int count() {
        return jdbc.sql("select count(*) from picture where " + IN_GALLERY)
                .query(Integer.class)
                .single();
    }

    List<Picture> unfinished() {
        return jdbc.sql("select * from picture where " + UNFINISHED + " order by created")
                .query(this::read)
                .list();
    }

    /** The newest first, of those that came to nothing and are still in sight. */
    List<Picture> failed(int most) {
        return jdbc.sql("select * from picture where state = 'FAILED' and not dismissed order by created desc limit ?")
                .param(most)
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

    /** Takes what went wrong out of sight, or shows it again; what it cost, or may cost, stays. */
    boolean dismiss(String id, boolean dismissed) {
        return jdbc.sql("update picture set dismissed = ? where id = ? and state in ('FAILED', 'HELD', 'DOUBT')")
                        .params(dismissed, id)
                        .update()
                == 1;
    }

    /** Which are out of sight then. */
    List<String> dismissFailed() {
        List<String> ids = jdbc.sql("select id from picture where state = 'FAILED' and not dismissed")
                .query(String.class)
                .list();
        ids.forEach(id -> dismiss(id, true));
        return ids;
    }

    boolean favourite(String id, boolean favourite) {
        return jdbc.sql("update picture set favourite = ? where id = ? and " + IN_GALLERY)
                        .params(favourite, id)
                        .update()
                == 1;
    }

    boolean delete(String id, Instant now) {
        return jdbc.sql("update picture set deleted = ? where id = ? and " + IN_GALLERY)
                        .params(now.atOffset(ZoneOffset.UTC), id)
                        .update()
                == 1;
    }

    /** Takes a deletion back, unless it is older than this. */
    boolean restore(String id, Instant since) {
        return jdbc.sql("update picture set deleted = null where id = ? and deleted > ? and not purged")
                        .params(id, since.atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /** A picture that is deleted, since then. */
    record Deleted(Picture picture, Instant since) {}

    /** What is deleted and still has its files. */
    List<Deleted> deleted() {
        return jdbc.sql("select * from picture where deleted is not null and not purged order by deleted")
                .query((row, number) -> new Deleted(
                        read(row, number),
                        row.getObject("deleted", OffsetDateTime.class).toInstant()))
                .list();
    }

    void purged(String id) {
        jdbc.sql("update picture set purged = true where id = ?").param(id).update();
    }

    /** Whether a picture that is not finished was made from this one, and may have to be asked for with it again. */
    boolean isNeeded(String id) {
        return jdbc.sql("select count(*) from picture where remix_of = ? and " + UNFINISHED)
                        .param(id)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    Spending spending(BigDecimal budget) {
        return jdbc.sql("select coalesce(sum(case when " + UNFINISHED + " then 0 else cost end), 0) as spent,"
                        + " coalesce(sum(case when " + UNFINISHED
                        + " then cost else 0 end), 0) as set_aside from picture")
                .query((row, number) -> new Spending(dollars(row, "spent"), dollars(row, "set_aside"), budget))
                .single();
    }

    private Picture read(ResultSet row, int number) throws SQLException {
        String title = row.getString("title");
        return new Picture(
                row.getString("id"),
                row.getString("order_id"),
                row.getObject("created", OffsetDateTime.class).toInstant(),
                order(row),
                State.valueOf(row.getString("state")),
                dollars(row, "cost"),
                title == null ? null : new Trouble(title, row.getString("detail")),
                image(row),
                row.getBoolean("favourite"),
                row.getBoolean("dismissed"));
    }

    private static Order order(ResultSet row) throws SQLException {
        String source = row.getString("remix_of");
        return new Order(
                row.getString("prompt"),
                row.getString("model"),
                row.getString("aspect_ratio"),
                row.getBoolean("raw"),
                (Long) row.getObject("wanted_seed"),
                source == null ? null : new Remix(source, (Double) row.getObject("remix_strength")));
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
