package io.github.camelflux.client;

import static io.github.camelflux.client.DrivenClient.accepted;
import static io.github.camelflux.client.DrivenClient.broken;
import static io.github.camelflux.client.DrivenClient.notSent;
import static io.github.camelflux.client.DrivenClient.pollingUrl;
import static io.github.camelflux.client.DrivenClient.ready;
import static io.github.camelflux.client.DrivenClient.status;
import static io.github.camelflux.http.ScriptedTransport.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.Activity;
import io.github.camelflux.Ticket;
import io.github.camelflux.http.ScriptedTransport.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What consoles and meters see of a client. */
class ActivityTest {
    @TempDir
    Path directory;

    @Test
    void isNothingToBeginWith() {
        assertThat(new DrivenClient(directory).client.activity())
                .isEqualTo(new Activity(List.of(), 0, 0, 0, 0, 0, null));
    }

    @Test
    void followsATaskFromItsQueueToItsEnd() {
        DrivenClient driven = new DrivenClient(
                        directory, settings -> settings.limits(DrivenClient.limits(1, 10, Duration.ofMinutes(1))))
                .deliveringAll();
        driven.generate("a");
        driven.generate("b");
        assertThat(driven.client.activity()).isEqualTo(new Activity(List.of(), 1, 1, 0, 0, 0, null));

        driven.network.pending(Kind.SUBMIT).outcome().complete(accepted("t-1"));
        driven.advance("1S");
        driven.network
                .pending(Kind.POLL)
                .outcome()
                .complete(reply(200, "{\"id\":\"t-1\",\"status\":\"Generating\",\"progress\":0.25}"));
        Activity running = driven.client.activity();
        assertThat(running.tasks()).singleElement().satisfies(task -> {
            assertThat(task.ticket().id()).isEqualTo("t-1");
            assertThat(task.taskKey()).isEqualTo("a");
            assertThat(task.lastHeard()).isEqualTo("Generating");
            assertThat(task.progress()).isEqualTo(0.25);
            assertThat(task.elapsed()).isEqualTo(Duration.ofSeconds(1));
        });
        assertThat(running).isEqualTo(new Activity(running.tasks(), 1, 1, 1, 1, 0, null));

        driven.network.next(Kind.SUBMIT, accepted("t-2")).next(Kind.POLL, ready());
        driven.advance("1S");
        Activity second = driven.client.activity();
        assertThat(second.tasks()).extracting(Activity.Running::taskKey).containsExactly("b");
        assertThat(second).isEqualTo(new Activity(second.tasks(), 1, 0, 2, 2, 0, null));
        assertThat(running.toString() + second).doesNotContain("CANARY", "lighthouse");
    }

    @Test
    void countsWhatCameOfSubmits() {
        DrivenClient driven = new DrivenClient(directory);
        driven.network.next(
                Kind.SUBMIT,
                accepted("t-1"),
                broken(),
                reply(503, "{\"detail\":\"x\"}"),
                notSent(),
                reply(422, "{\"detail\":\"no\"}"));
        for (String key : List.of("accepted", "broken", "unclear", "unsent", "refused")) {
            driven.generate(key);
        }
        driven.generate("broken");

        Activity activity = driven.client.activity();
        assertThat(activity.submits()).isEqualTo(1);
        assertThat(activity.inDoubt()).isEqualTo(2);
        assertThat(activity.activeTasks()).isEqualTo(3);

        driven.advance("2M");
        assertThat(driven.client.activity().activeTasks()).isEqualTo(1);
        assertThat(driven.client.activity().inDoubt()).isEqualTo(2);
    }

    @Test
    void countsEachAnswerAboutATaskAndEachFailureToAnswer() {
        DrivenClient driven = new DrivenClient(directory).acceptingAll();
        driven.network.next(Kind.POLL, status("Pending"), broken(), reply(503, ""), ready());
        driven.network.next(Kind.POLL, reply(200, "{\"credits\":1}"));

        driven.generate("k");
        driven.advance("1M");
        driven.client.balance();

        assertThat(driven.client.activity().polls()).isEqualTo(4);
    }

    @Test
    void listsTheLongestFirstAndWhatWasSubmittedElsewhereWithoutAKey() {
        DrivenClient driven = new DrivenClient(directory).acceptingAll();
        Ticket elsewhere = Ticket.parse("fx1|bfl|pro|old|2026-11-21T12:00:00Z||" + pollingUrl("old"));

        driven.client.task(elsewhere).addresses(Duration.ofMinutes(1));
        driven.advance("1S");
        driven.generate("k");

        List<Activity.Running> tasks = driven.client.activity().tasks();
        assertThat(tasks).extracting(task -> task.ticket().id()).containsExactly("old", "t-1");
        assertThat(tasks).extracting(Activity.Running::taskKey).containsExactly(null, "k");
        assertThat(tasks).extracting(Activity.Running::lastHeard).containsOnly("nothing");
        assertThat(driven.client.activity().activeTasks()).isEqualTo(1);
    }
}
