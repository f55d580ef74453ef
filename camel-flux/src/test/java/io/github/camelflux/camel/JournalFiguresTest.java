package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelflux.http.Delayer;
import io.github.camelflux.http.Timers;
import io.github.camelflux.journal.JournalException;
import io.github.camelflux.journal.JournalFigures;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.TaskLedger;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How a journal that hangs or fails is watched. */
class JournalFiguresTest {
    private static final JournalFigures SOME = new JournalFigures(Map.of(), 3, BigDecimal.ONE);

    private final Queue<Runnable> hanging = new ArrayDeque<>();
    private Supplier<JournalFigures> figures = () -> SOME;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final TaskLedger ledger = TaskLedger.open(
            journal(),
            null,
            new TaskLedger.Threads(new Timers(Delayer.on(timer), Runnable::run), hanging::add, Runnable::run));

    /** What says that the process is alive is not meant here. */
    @BeforeEach
    void forgetTheHeartbeat() {
        hanging.clear();
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

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
        CompletableFuture<JournalFigures> first = ledger.figures();
        ledger.refreshFigures();
        CompletableFuture<JournalFigures> second = ledger.figures();
        assertThat(hanging).hasSize(1);
        assertThat(ledger.isSilent()).isTrue();
        assertThat(ledger.latestFigures()).isEqualTo(JournalFigures.NONE);

        hanging.remove().run();

        assertThat(first.join()).isEqualTo(SOME);
        assertThat(second.join()).isEqualTo(SOME);
        assertThat(ledger.latestFigures()).isEqualTo(SOME);
        assertThat(ledger.isSilent()).isFalse();
        ledger.refreshFigures();
        assertThat(hanging).hasSize(1);
    }

    @Test
    void letsNobodyWaitForEver() {
        assertThatThrownBy(() -> JournalAnswer.of(ledger.at(TaskState.Stage.IN_DOUBT, 1), Duration.ofMillis(20)))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("The journal has not answered within 20 ms (requestTimeout)");
    }

    @Test
    void isNotSilencedByWhoeverNoLongerWaits() {
        ledger.figures().cancel(true);
        CompletableFuture<JournalFigures> other = ledger.figures();

        hanging.remove().run();

        assertThat(other.join()).isEqualTo(SOME);
    }

    @Test
    void saysOnceThatTheJournalIsAwayAndNothingOfItsDatabase() {
        figures = () -> {
            throw new JournalException("It failed", new SQLException("No jdbc:postgresql://db/flux?password=x"));
        };
        Logger logger = (Logger) LoggerFactory.getLogger("io.github.camelflux.ledger.Figures");
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

        // Other classes have journals that are away, and ask them on other threads.
        List<ILoggingEvent> ours = log.list.stream()
                .filter(event ->
                        event.getThreadName().equals(Thread.currentThread().getName()))
                .toList();
        assertThat(ours)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        away -> assertThat(away)
                                .contains("cannot be asked", "It failed")
                                .doesNotContain("jdbc"),
                        there -> assertThat(there).contains("can be asked again"));
        assertThat(ours)
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
    }

    private void lookThreeTimes() {
        for (int look = 0; look < 3; look++) {
            ledger.refreshFigures();
            hanging.remove().run();
        }
    }
}
