package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.GenerationFailed;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Untrusted;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes out of {@code flux:completed} of tasks whose node has ended before they had. */
@Order(1)
class RecoveredImagesTest extends RecoveryTestCase {
    @Test
    void handsWhatHadNoKeyToTheConsumerWithItsKeptHeaders() throws Exception {
        handsWhatHadNoKeyToTheConsumerWithItsKeptHeaders("bfl");
    }

    @Test
    @Tag("full")
    void handsWhatHadNoKeyToTheConsumerWithItsKeptHeadersOnRunware() throws Exception {
        handsWhatHadNoKeyToTheConsumerWithItsKeptHeaders("runware");
    }

    private void handsWhatHadNoKeyToTheConsumerWithItsKeptHeaders(String provider) throws Exception {
        leaveBehind("direct:" + provider, Map.of("orderId", 4711));

        Completed completed = new Node().consuming().started().nextCompleted();

        assertThat(completed.bytes()).isGreaterThan(1000);
        assertThat(completed.orderId()).isEqualTo(4711);
        assertThat(completed.taskKey()).isNull();
        assertThat(charges()).hasSize(1);
    }

    @Test
    void handsWhatIsNotRedeliveredToTheConsumerAfterTheGrace() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-2"));

        Completed completed = new Node().consuming().started().nextCompleted();

        assertThat(completed.taskKey()).isEqualTo("order-2");
        assertThat(completed.bytes()).isGreaterThan(1000);
    }

    @Test
    void keepsWhatIsFoundUntilThereIsAConsumer() throws Exception {
        leaveBehind("direct:bfl", Map.of("orderId", "A-1"));
        Node second = new Node().started();
        await("the image is kept", () -> second.journal.figures().undelivered() == 1);

        second.consuming();

        assertThat(second.nextCompleted().orderId()).isEqualTo("A-1");
        await("the delivery is noted", () -> second.journal.figures().undelivered() == 0);
    }

    @Test
    void handsOutOnceWhatWasFound() throws Exception {
        leaveBehind("direct:bfl", Map.of());
        Node second = new Node().consuming().started();
        second.nextCompleted();
        await("the delivery is noted", () -> second.journal.figures().undelivered() == 0);
        second.end();

        assertThat(new Node().consuming().started().completed.poll(2, TimeUnit.SECONDS))
                .isNull();
        assertThat(charges()).hasSize(1);
    }

    @Test
    void handsOutAModerationToo() throws Exception {
        emulator()
                .nextTask(TaskScript.moderatedContent("Derivative Works Filter").taking(Duration.ofSeconds(1)));
        Node first = new Node().started();
        first.send("direct:bfl", "A fox", Map.of());
        await("an acceptance", () -> first.component.getTasksInFlight() == 1);
        first.end();

        assertThat(new Node().consuming().started().nextCompleted().failure()).isInstanceOf(Moderated.class);
    }

    @Test
    void followsWhatWasSubmittedByANodeThatHasEnded() throws Exception {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(1)));
        Node first = new Node().consuming().started();
        Exchange submitted =
                first.send("direct:submit", "A fox", Map.of("orderId", "B-2")).get(20, TimeUnit.SECONDS);
        assertThat(submitted.getException()).isNull();
        first.end();

        Completed completed = new Node().consuming().started().nextCompleted();

        assertThat(completed.orderId()).isEqualTo("B-2");
        assertThat(completed.bytes()).isGreaterThan(1000);
        assertThat(charges()).hasSize(1);
    }

    @Test
    @Tag("full")
    void keepsWhatIsFoundForARouteThatIsStoppedAndStartedAgain() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-8"));
        Node second = new Node();
        second.component.setRedeliveryGrace(1000);
        second.consuming().started();
        await("the image is kept", () -> second.journal.figures().undelivered() == 1);

        second.context.getRouteController().stopRoute("completed");
        assertThat(second.completed.poll(1500, TimeUnit.MILLISECONDS)).isNull();
        second.context.getRouteController().startRoute("completed");

        assertThat(second.nextCompleted().taskKey()).isEqualTo("order-8");
    }

    @Test
    void findsAgainWhatItsRouteHasAbandoned() throws Exception {
        Node node = new Node().consuming().started();
        node.context.getRouteController().suspendRoute("completed");
        node.send("direct:submit", "A fox", Map.of("orderId", "C-3")).get(20, TimeUnit.SECONDS);
        await("the image is kept", () -> node.journal.figures().undelivered() == 1);

        node.context.getRoute("completed").getConsumer().stop();
        node.context.getRoute("completed").getConsumer().start();

        Completed completed = node.nextCompleted();
        assertThat(completed.orderId()).isEqualTo("C-3");
        assertThat(completed.bytes()).isGreaterThan(1000);
        await("the delivery is noted", () -> node.journal.figures().undelivered() == 0);
        assertThat(node.completed).isEmpty();
        assertThat(charges()).hasSize(1);
    }

    @Test
    @Tag("full")
    void tellsOnceThatAnImageHasExpired() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-9"));
        emulator()
                .next(Step.DOWNLOAD, Collections.nCopies(20, Fault.status(403)).toArray(Fault[]::new));

        Node second = new Node().consuming().started();

        assertThat(second.nextCompleted().failure())
                .isInstanceOfSatisfying(
                        GenerationFailed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(GenerationFailed.Reason.EXPIRED));
        await("it is settled", () -> second.isDelivered("order-9"));
        second.end();
        assertThat(new Node().consuming().started().completed.poll(2, TimeUnit.SECONDS))
                .isNull();
    }

    @Test
    @Tag("full")
    void tellsOfAnImageThatIsNoneInsteadOfFetchingItForEver() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-10"));
        Fault noImage = Fault.body("{\"not\": \"an image\"}");
        emulator().next(Step.DOWNLOAD, Collections.nCopies(20, noImage).toArray(Fault[]::new));

        Node second = new Node().consuming().started();

        assertThat(second.nextCompleted().failure()).isInstanceOf(Untrusted.class);
        assertThat(second.isDelivered("order-10")).isFalse();
    }

    @Test
    void notesADeliveryOnceWhatTheImageWasHandedOnToIsDone() throws Exception {
        leaveBehind("direct:bfl", Map.of(FluxConstants.TASK_KEY, "order-11"));
        Node second = new Node().handingOn().started();

        assertThat(second.reached.await(20, TimeUnit.SECONDS)).isTrue();
        await("the route is done", () -> second.inflight("completed") == 0);
        assertThat(second.isDelivered("order-11")).isFalse();
        second.goOn.countDown();

        await("the delivery is noted", () -> second.isDelivered("order-11"));
        assertThat(second.nextCompleted().bytes()).isGreaterThan(1000);
    }

    @Test
    void notesTheDeliveryOfPartsOnceTheWholeIsDone() throws Exception {
        Node node = new Node().started();
        CompletableFuture<Exchange> whole = node.send("direct:split", "A fox,An owl,A fox", Map.of());

        assertThat(node.reached.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(node.journal.figures().undelivered()).isEqualTo(2);
        node.goOn.countDown();
        assertThat(whole.get(20, TimeUnit.SECONDS).getException()).isNull();

        await("the deliveries are noted", () -> node.journal.figures().undelivered() == 0);
        assertThat(charges()).hasSize(2);
    }
}
