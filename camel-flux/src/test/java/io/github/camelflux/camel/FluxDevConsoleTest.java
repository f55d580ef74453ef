package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.emulator.TaskScript;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsole.MediaType;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FluxDevConsoleTest extends FluxRouteTestCase {
    private final CountDownLatch heard = new CountDownLatch(2);

    @Override
    void configure(FluxComponent component) {
        component.setMaxActiveTasks(1);
        component.setMaxCost("0.50");
        component.setTaskListener(new TaskListener() {
            @Override
            public void progress(TaskContext task, TaskStatus.Pending status) {
                heard.countDown();
            }
        });
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ultra").errorHandler(noErrorHandler()).to("flux:ultra");
            }
        };
    }

    /** Camel would wait for exchanges that never end. */
    @AfterEach
    void giveUpOnTasks() {
        context().getComponent("flux").stop();
    }

    private DevConsole console() {
        return PluginHelper.getDevConsoleResolver(context()).resolveDevConsole("flux");
    }

    @Test
    void showsTasksAndMoneyAsJson() throws Exception {
        runOneAndQueueAnother();

        JsonObject component = component();

        assertThat(component.getString("name")).isEqualTo("flux");
        assertThat(component.getInteger("tasksInFlight")).isEqualTo(1);
        assertThat(component.getInteger("activeSlots")).isEqualTo(1);
        assertThat(component.getInteger("queuedTasks")).isEqualTo(1);
        assertThat(component.getInteger("submits")).isEqualTo(2);
        assertThat(component.getInteger("polls")).isPositive();
        assertThat(component.getInteger("inDoubt")).isZero();
        assertThat(component.getDouble("spentDollars")).isEqualTo(0.06);
        assertThat(component.getDouble("reservedDollars")).isEqualTo(0.06);
        assertThat(component.getDouble("budgetDollars")).isEqualTo(0.5);
        List<Map<String, Object>> tasks = component.getCollection("tasks");
        assertThat(tasks)
                .singleElement()
                .satisfies(task -> assertThat(task)
                        .containsEntry("model", "ultra")
                        .containsEntry("provider", "bfl")
                        .containsEntry("lastHeard", "Pending")
                        .containsKeys("taskId", "ageMillis"));
    }

    @Test
    void showsTheSameAsText() throws Exception {
        runOneAndQueueAnother();

        String text = (String) console().call(MediaType.TEXT);

        assertThat(text).startsWith("flux:").contains("queuedTasks: 1", "spentDollars: 0.06", "lastHeard=Pending");
    }

    @Test
    void showsNoPromptNoKeyAndNoAddress() throws Exception {
        runOneAndQueueAnother();

        assertThat(console().call(MediaType.TEXT) + "" + console().call(MediaType.JSON))
                .doesNotContain("lighthouse", emulator().apiKey(), "get_result", "127.0.0.1");
    }

    @Test
    void isEmptyWhileTheComponentIsStopped() throws Exception {
        context().getComponent("flux").stop();

        assertThat(component().getInteger("tasksInFlight")).isZero();
    }

    private void runOneAndQueueAnother() throws Exception {
        send("direct:ultra", "A lighthouse that is ready");
        emulator().nextTask(TaskScript.neverReady());
        template().asyncSendBody("direct:ultra", "A lighthouse that is never ready");
        template().asyncSendBody("direct:ultra", "A lighthouse that waits");
        assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** As it goes over the network. */
    private JsonObject component() throws Exception {
        JsonObject answer = (JsonObject) console().call(MediaType.JSON);
        JsonObject read = (JsonObject) Jsoner.deserialize(answer.toJson());
        return (JsonObject) read.getCollection("components").iterator().next();
    }
}
