package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelflux.journal.JournalException;
import io.github.camelflux.journal.JournalFigures;
import io.github.camelflux.journal.TaskJournal;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How a journal that hangs or fails is watched. */
class JournalWatchTest {
    private static final JournalFigures SOME = new JournalFigures(Map.of(), 3, BigDecimal.ONE);

    private final Queue<Runnable> hanging = new ArrayDeque<>();
    private Supplier<JournalFigures> figures = () -> SOME;
    private final JournalWatch watch = new JournalWatch(journal(), hanging::add, Duration.ofMillis(20));

    private TaskJournal journal() {
        return (TaskJournal) Proxy.newProxyInstance(
                TaskJournal.class.getClassLoader(), new Class<?>[] {TaskJournal.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "isDurable" -> true;
                        case "figures" -> figures.get();
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    @Test
    void asksAJournalThatHangsNoSecondTime() {
        CompletableFuture<JournalFigures> first = watch.figures();
        watch.look();
        CompletableFuture<JournalFigures> second = watch.figures();
        assertThat(hanging).hasSize(1);
        assertThat(watch.isSilent()).isTrue();
        assertThat(watch.latest()).isEqualTo(JournalFigures.NONE);

        hanging.remove().run();

        assertThat(first.join()).isEqualTo(SOME);
        assertThat(second.join()).isEqualTo(SOME);
        assertThat(watch.latest()).isEqualTo(SOME);
        assertThat(watch.isSilent()).isFalse();
        watch.look();
        assertThat(hanging).hasSize(1);
    }

    @Test
    void letsNobodyWaitForEver() {
        assertThatThrownBy(() -> watch.answer(watch.inDoubt()))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("The journal has not answered within 20 ms (requestTimeout)");
    }

    @Test
    void isNotSilencedByWhoeverNoLongerWaits() {
        watch.figures().cancel(true);
        CompletableFuture<JournalFigures> other = watch.figures();

        hanging.remove().run();

        assertThat(other.join()).isEqualTo(SOME);
    }

    @Test
    void saysOnceThatTheJournalIsAwayAndNothingOfItsDatabase() {
        figures = () -> {
            throw new JournalException("It failed", new SQLException("No jdbc:postgresql://db/flux?password=x"));
        };
        Logger logger = (Logger) LoggerFactory.getLogger(JournalWatch.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            lookThreeTimes();
            figures = () -> SOME;
            lookThreeTimes();
        } finally {
            logger.detachAppender(log);
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        away -> assertThat(away)
                                .contains("cannot be asked", "It failed")
                                .doesNotContain("jdbc"),
                        there -> assertThat(there).contains("can be asked again"));
        assertThat(log.list)
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
    }

    private void lookThreeTimes() {
        for (int look = 0; look < 3; look++) {
            watch.look();
            hanging.remove().run();
        }
    }
}
