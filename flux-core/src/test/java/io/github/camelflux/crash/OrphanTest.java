package io.github.camelflux.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Provider;
import io.github.camelflux.RequestDigest;
import io.github.camelflux.Ticket;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.http.ApiKey;
import io.github.camelflux.journal.DirectoryJournal;
import io.github.camelflux.journal.TaskClaim;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskJournal;
import io.github.camelflux.journal.TaskState;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is brought home of all that processes have orphaned. */
class OrphanTest {
    private static final Ticket TICKET = Ticket.parse("fx1|runware|ultra|5e9ec0de-0000-4000-8000-000000000001"
            + "|2026-11-21T12:00:00Z||https://api.runware.ai/v1?results=1");

    @TempDir
    Path directory;

    @Test
    void findsItsOwnBehindManyThatAreLeftToOtherClients() {
        try (TaskJournal ended = new DirectoryJournal(directory.resolve("journal"))) {
            for (int i = 0; i < 250; i++) {
                TaskEntry submitting = submitting(ended, Wish.of(Provider.BFL, "b" + i), null);
                ended.advance(submitting, new TaskState.InDoubt("reset", null));
            }
            TaskEntry submitting = submitting(ended, Wish.of(Provider.RUNWARE, "r"), TICKET);
            ended.advance(submitting, new TaskState.Accepted(TICKET));
        }
        try (TaskJournal journal = new DirectoryJournal(directory.resolve("journal"));
                FluxClient client = FluxClient.builder(ApiKey.of(Provider.RUNWARE, "key"))
                        .journal(journal)
                        .resultDirectory(directory.resolve("results"))
                        .build()) {
            assertThat(client.recover(claim -> claim.provider() == Provider.RUNWARE)
                            .join())
                    .extracting(TaskEntry::taskKey)
                    .containsExactly("r");
        }
    }

    private static TaskEntry submitting(TaskJournal journal, Wish wish, @Nullable Ticket named) {
        TaskClaim claim = new TaskClaim(
                wish.key(),
                true,
                RequestDigest.of(wish.request()),
                wish.provider(),
                wish.request().model(),
                "main",
                null,
                Map.of());
        return journal.advance(journal.claim(claim), new TaskState.Submitting(named))
                .orElseThrow();
    }
}
