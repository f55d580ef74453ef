package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What becomes of tasks whose node has ended before they had, when their message comes again and when it does not. */
@Order(1)
class RecoveryTest extends RecoveryTestCase {
    @Test
    void warnsOfAnImageThatNobodyCanGet() throws Exception {
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(OrphanedTasks.class);
        heard.start();
        logger.addAppender(heard);
        try {
            leaveBehind("direct:bfl", Map.of());

            Node second = new Node().started();

            await(
                    "a warning",
                    () -> List.copyOf(heard.list).stream()
                            .anyMatch(line -> line.getLevel() == Level.WARN
                                    && line.getFormattedMessage()
                                            .contains(charges().get(0).taskId())
                                    && line.getFormattedMessage().contains("begin a route with flux:completed")));
            second.end();
        } finally {
            logger.detachAppender(heard);
        }
        assertThat(charges()).hasSize(1);
    }

    @Test
    void givesARedeliveredMessageItsImageAndTheConsumerNothing() throws Exception {
        givesARedeliveredMessageItsImageAndTheConsumerNothing("bfl");
    }

    @Test
    @Tag("full")
    void givesARedeliveredMessageItsImageAndTheConsumerNothingOnRunware() throws Exception {
        givesARedeliveredMessageItsImageAndTheConsumerNothing("runware");
    }

    private void givesARedeliveredMessageItsImageAndTheConsumerNothing(String provider) throws Exception {
        leaveBehind("direct:" + provider, Map.of(FluxConstants.TASK_KEY, "order-1"));

        Node second = new Node().consuming().started();
        Exchange again = second.send("direct:" + provider, "A fox", Map.of(FluxConstants.TASK_KEY, "order-1"))
                .get(20, TimeUnit.SECONDS);

        assertThat(again.getException()).isNull();
        assertThat(again.getMessage().getBody(byte[].class)).hasSizeGreaterThan(1000);
        assertThat(second.completed.poll(2, TimeUnit.SECONDS)).isNull();
        assertThat(charges()).hasSize(1);
    }

    @Test
    void handsOutWhatAMessageWithTheKeyHasAskedForInVain() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-6"));
        Node second = new Node();
        second.component.setRedeliveryGrace(2000);
        second.consuming().started();
        await("the image is kept", () -> second.journal.figures().undelivered() == 1);

        Exchange other = second.send("direct:bfl", "A bear", Map.of(FluxConstants.TASK_KEY, "order-6"))
                .get(20, TimeUnit.SECONDS);

        assertThat(other.getException()).isInstanceOf(InvalidRequest.class);
        assertThat(second.nextCompleted().taskKey()).isEqualTo("order-6");
    }

    @Test
    void leavesAnImageToItsMessageForTheGraceWhenTheConsumerComesLater() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-7"));
        Node second = new Node();
        second.component.setRedeliveryGrace(60_000);
        second.started();
        await("the image is kept", () -> second.journal.figures().undelivered() == 1);

        second.consuming();

        assertThat(second.completed.poll(1, TimeUnit.SECONDS)).isNull();
        Exchange again = second.send("direct:bfl", "A fox", Map.of(FluxConstants.TASK_KEY, "order-7"))
                .get(20, TimeUnit.SECONDS);
        assertThat(again.getMessage().getBody(byte[].class)).hasSizeGreaterThan(1000);
        await("the delivery is noted", () -> second.isDelivered("order-7"));
    }

    @Test
    void takesUpWhatWaitedWhenTheComponentWasStoppedOnceItIsStartedAgain() throws Exception {
        takesUpWhatWaitedWhenTheComponentWasStoppedOnceItIsStartedAgain("bfl");
    }

    @Test
    @Tag("full")
    void takesUpWhatWaitedWhenTheComponentWasStoppedOnceItIsStartedAgainOnRunware() throws Exception {
        takesUpWhatWaitedWhenTheComponentWasStoppedOnceItIsStartedAgain("runware");
    }

    private void takesUpWhatWaitedWhenTheComponentWasStoppedOnceItIsStartedAgain(String provider) throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(1)));
        Node node = new Node().started();
        CompletableFuture<Exchange> waiting = node.send("direct:" + provider, "A fox", Map.of("orderId", "D-4"));
        await("an acceptance", () -> node.component.getTasksInFlight() == 1);

        node.component.stop();
        assertThat(waiting.get(20, TimeUnit.SECONDS).getException()).isInstanceOf(TimedOut.class);
        node.component.start();
        node.consuming();

        Completed completed = node.nextCompleted();
        assertThat(completed.orderId()).isEqualTo("D-4");
        assertThat(completed.bytes()).isGreaterThan(1000);
        assertThat(charges()).hasSize(1);
    }

    @Test
    void leavesToOthersWhatItHadWhenItWasStoppedAlthoughItsProcessLives() throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(1)));
        Node stopped = new Node().started();
        stopped.send("direct:bfl", "A fox", Map.of("orderId", "E-5"));
        await("an acceptance", () -> stopped.component.getTasksInFlight() == 1);

        stopped.component.stop();

        assertThat(new Node().consuming().started().nextCompleted().orderId()).isEqualTo("E-5");
    }

    @Test
    void keepsNoPromptInTheJournalWhateverHeadersAreKept() throws Exception {
        Node node = new Node().started();
        Map<String, Object> headers =
                Map.of(FluxConstants.TASK_KEY, "order-12", FluxConstants.PROMPT, "A secret garden", "orderId", 5);
        node.send("direct:all", "", headers).get(20, TimeUnit.SECONDS);

        assertThat(node.journal.find("order-12").orElseThrow().claim().attributes())
                .containsEntry("orderId", 5)
                .doesNotContainKey(FluxConstants.PROMPT);
    }

    @Test
    void reportsADoubtAndBringsHomeWhatIsAdopted() throws Exception {
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        Node first = new Node().started();
        Exchange doubtful = first.send("direct:bfl", "A fox", Map.of(FluxConstants.TASK_KEY, "order-3", "orderId", 3))
                .get(20, TimeUnit.SECONDS);
        assertThat(doubtful.getException()).isInstanceOf(InDoubt.class);
        first.end();

        Node second = new Node().consuming().started();
        await("the doubt is seen", () -> second.component.getTasksInDoubt() == 1);
        assertThat(second.component.getDollarsInDoubt()).isEqualByComparingTo("0.06");
        assertThat(second.component.taskKeysInDoubt()).containsExactly("order-3");
        assertThat(second.console()).contains("journalInDoubt: 1").contains("journalInDoubtDollars: 0.06");
        assertThat(second.health().getDetails())
                .containsEntry("journal.in.doubt", 1L)
                .containsEntry("journal.in.doubt.usd", "0.06");

        String elsewhere = "fx1|runware|ultra|" + new UUID(0, 1) + "|2026-11-21T12:00:00Z||https://api.runware.ai/v1";
        assertThatThrownBy(() -> second.component.adoptTask("order-3", elsewhere))
                .hasMessageContaining("allowed is a ticket of provider bfl");
        assertThatThrownBy(() -> second.component.adoptTask("order-3", "no-task-of-theirs"))
                .hasMessageContaining("no-task-of-theirs")
                .hasMessageContaining("the provider knows");
        second.component.adoptTask("order-3", charges().get(0).taskId());

        assertThat(second.nextCompleted().orderId()).isEqualTo(3);
        await("the doubt is settled", () -> second.component.getTasksInDoubt() == 0);
        assertThat(charges()).hasSize(1);
    }

    @Test
    void submitsWhatWasReleasedWhenItIsSentAgainAndNeverWhatWasGivenUp() throws Exception {
        emulator().next(Step.SUBMIT, Fault.dropBeforeProcessing(), Fault.dropBeforeProcessing());
        Node node = new Node().started();
        for (String key : List.of("order-4", "order-5")) {
            node.send("direct:bfl", "A fox", Map.of(FluxConstants.TASK_KEY, key))
                    .get(20, TimeUnit.SECONDS);
        }

        node.component.releaseTask("order-4");
        node.component.giveUpTask("order-5");

        Exchange released = node.send("direct:bfl", "A fox", Map.of(FluxConstants.TASK_KEY, "order-4"))
                .get(20, TimeUnit.SECONDS);
        Exchange givenUp = node.send("direct:bfl", "A fox", Map.of(FluxConstants.TASK_KEY, "order-5"))
                .get(20, TimeUnit.SECONDS);
        assertThat(released.getException()).isNull();
        assertThat(givenUp.getException(InDoubt.class)).hasMessageContaining("given up");
        assertThat(charges()).hasSize(1);
        assertThatThrownBy(() -> node.component.releaseTask("order-4"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageContaining("'order-4' is not allowed; allowed is the key of a task in doubt");
        assertThatThrownBy(() -> node.component.adoptTask("order-x", "1"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'order-x' is not allowed; allowed is a key of the journal");
    }

    @Test
    void refusesToStartWithADurableJournalAndNoDirectory() throws Exception {
        Node node = new Node();
        node.component.setResultDirectory(null);

        assertThatThrownBy(node::started)
                .hasStackTraceContaining("resultDirectory")
                .hasStackTraceContaining("durable");
        assertThat(emulator().requests()).isEmpty();
    }
}
