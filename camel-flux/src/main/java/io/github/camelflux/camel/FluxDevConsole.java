package io.github.camelflux.camel;

import io.github.camelflux.Activity;
import io.github.camelflux.Ticket;
import io.github.camelflux.journal.JournalFigures;
import io.github.camelflux.journal.TaskState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** Camel's developer console {@code flux}: which images are being made and what has been spent, as text or JSON. */
@DevConsole(name = "flux", displayName = "FLUX Image Generation", description = "Images that are being generated")
public class FluxDevConsole extends AbstractDevConsole {
    /** Called by Camel, which finds consoles by their annotation. */
    public FluxDevConsole() {
        super("camel", "flux", "FLUX Image Generation", "Images that are being generated");
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        StringBuilder text = new StringBuilder();
        components().forEach((name, activity) -> {
            text.append(name).append(":\n");
            figures(activity).forEach((figure, value) -> text.append("    %s: %s\n".formatted(figure, value)));
            activity.tasks().forEach(task -> text.append("    Task: %s\n".formatted(describe(task))));
        });
        return text.toString();
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        JsonArray components = new JsonArray();
        components().forEach((name, activity) -> {
            JsonObject component = new JsonObject();
            component.put("name", name);
            component.putAll(figures(activity));
            component.put("tasks", tasks(activity.tasks()));
            components.add(component);
        });
        JsonObject root = new JsonObject();
        root.put("components", components);
        return root;
    }

    private Map<String, ComponentActivity> components() {
        Map<String, ComponentActivity> components = new LinkedHashMap<>();
        for (String name : getCamelContext().getComponentNames()) {
            if (getCamelContext().hasComponent(name) instanceof FluxComponent component) {
                components.put(name, component.activity());
            }
        }
        return components;
    }

    private static Map<String, Object> figures(ComponentActivity activity) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("tasksInFlight", activity.tasks().size());
        figures.put("activeSlots", activity.activeSlots());
        figures.put("queuedTasks", activity.queued());
        figures.put("submits", activity.submits());
        figures.put("polls", activity.polls());
        figures.put("inDoubt", activity.inDoubt());
        figures.put("spentDollars", activity.spent());
        figures.put("reservedDollars", activity.reserved());
        JournalFigures journal = activity.journal();
        for (TaskState.Stage stage : TaskState.Stage.values()) {
            figures.put("journal" + pascal(stage), journal.count(stage));
        }
        figures.put("journalUndelivered", journal.undelivered());
        figures.put("journalInDoubtDollars", journal.dollarsInDoubt());
        if (activity.budget() != null) {
            figures.put("budgetDollars", activity.budget());
        }
        return figures;
    }

    /** A stage as the rest of a name in camel case. */
    private static String pascal(TaskState.Stage stage) {
        StringBuilder name = new StringBuilder();
        for (String word : stage.name().split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    private static JsonArray tasks(List<Activity.Running> running) {
        JsonArray tasks = new JsonArray();
        running.forEach(task -> tasks.add(new JsonObject(describe(task))));
        return tasks;
    }

    /** Leaves out the ticket, whose polling address is for the key's holder only. */
    private static Map<String, Object> describe(Activity.Running task) {
        Ticket ticket = task.ticket();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("taskId", ticket.id());
        row.put("model", ticket.model().id());
        row.put("provider", ticket.provider().id());
        row.put("lastHeard", task.lastHeard());
        if (task.progress() != null) {
            row.put("progress", task.progress());
        }
        row.put("ageMillis", task.elapsed().toMillis());
        return row;
    }
}
