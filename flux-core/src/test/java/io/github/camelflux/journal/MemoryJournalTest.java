package io.github.camelflux.journal;

import static io.github.camelflux.journal.JournalSamples.ACCEPTED;
import static io.github.camelflux.journal.JournalSamples.ENDED;
import static io.github.camelflux.journal.JournalSamples.IN_DOUBT;
import static io.github.camelflux.journal.JournalSamples.SUBMITTING;
import static io.github.camelflux.journal.JournalSamples.claim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MemoryJournalTest extends JournalContractTest {
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");

    private final MemoryJournal small = new MemoryJournal(3, () -> now);

    @Override
    protected TaskJournal open() {
        return new MemoryJournal(MemoryJournal.DEFAULT_CAPACITY, () -> now);
    }

    @Override
    protected boolean isShared() {
        return false;
    }

    @Override
    protected void age(Duration by) {
        now = now.plus(by);
    }

    @Test
    void isGoneWithItsProcess() {
        assertThat(small.isDurable()).isFalse();
        assertThat(small.orphans(10)).isEmpty();
    }

    @Test
    void forgetsTheEldestThatHasEndedOrNeverBegan() {
        at(small, "on its way", SUBMITTING, ACCEPTED);
        at(small, "ended", SUBMITTING, ACCEPTED, ENDED);
        TaskEntry intent = at(small, "intent");

        at(small, "fourth", SUBMITTING);
        assertThat(small.find("on its way").orElseThrow().state()).isEqualTo(ACCEPTED);
        assertThat(small.advance(intent, SUBMITTING)).isPresent();
        assertThat(small.find("ended")).isEmpty();
        assertThatThrownBy(() -> small.claim(claim("ended"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void forgetsNoTaskThatMayHaveBeenPaidFor() {
        at(small, "a", SUBMITTING);
        at(small, "b", SUBMITTING, IN_DOUBT);
        at(small, "c", SUBMITTING, ACCEPTED);

        assertThatThrownBy(() -> small.claim(claim("d")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3");

        assertThat(small.find("a").orElseThrow().state()).isEqualTo(SUBMITTING);
        assertThat(small.find("b").orElseThrow().state()).isEqualTo(IN_DOUBT);
        assertThat(small.find("c").orElseThrow().state()).isEqualTo(ACCEPTED);
    }
}
