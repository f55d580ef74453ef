package io.github.camelflux.camel;

import io.github.camelflux.Cost;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.journal.JournalFigures;
import io.github.camelflux.journal.TaskState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Meters in Micrometer, and the only class that knows it. Their tags have few values: never a task, prompt or key. */
final class MicrometerMeters implements Meters {
    /** A constant, which is copied into its users: reading it does not load this class. */
    static final String REGISTRY_CLASS = "io.micrometer.core.instrument.MeterRegistry";

    private final MeterRegistry registry;
    private final String component;
    private final Supplier<ComponentActivity> activity;
    private final Set<Meter> meters = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private MicrometerMeters(MeterRegistry registry, String component, Supplier<ComponentActivity> activity) {
        this.registry = registry;
        this.component = component;
        this.activity = activity;
    }

    static Meters start(CamelContext context, String component, Supplier<ComponentActivity> activity) {
        MeterRegistry registry = registry(context);
        if (registry == null) {
            return NONE;
        }
        MicrometerMeters meters = new MicrometerMeters(registry, component, activity);
        for (Provider provider : Provider.values()) {
            meters.watch(provider);
        }
        meters.watchJournal();
        return meters;
    }

    /** The application's only one, or the composite that Spring Boot adds where there are several. */
    private static @Nullable MeterRegistry registry(CamelContext context) {
        Set<MeterRegistry> found = context.getRegistry().findByType(MeterRegistry.class);
        return found.stream()
                .filter(registry -> found.size() == 1 || registry instanceof CompositeMeterRegistry)
                .findFirst()
                .orElse(null);
    }

    private void watch(Provider provider) {
        gauge(
                "camel.flux.tasks.active",
                "Tasks that are waited for",
                provider,
                now -> now.tasks().size());
        gauge("camel.flux.tasks.queued", "Tasks that wait for a slot", provider, ComponentActivity::queued);
        gauge("camel.flux.slots.active", "Slots that are taken", provider, ComponentActivity::activeSlots);
        meters.add(FunctionCounter.builder(
                        "camel.flux.polls",
                        activity,
                        source -> source.get().at(provider).polls())
                .description("Questions about tasks")
                .tags(tags(provider))
                .register(registry));
    }

    private void watchJournal() {
        for (TaskState.Stage stage : TaskState.Stage.values()) {
            Tags tags = Tags.of("component", component, "stage", stage.name().toLowerCase(Locale.ROOT));
            gauge("camel.flux.journal.tasks", "Tasks in the journal", null, tags, now -> now.count(stage));
        }
        Tags tags = Tags.of("component", component);
        gauge(
                "camel.flux.journal.undelivered",
                "Outcomes that nobody has got yet",
                null,
                tags,
                JournalFigures::undelivered);
        gauge(
                "camel.flux.journal.in.doubt",
                "What tasks in doubt may have been charged",
                "dollars",
                tags,
                now -> now.dollarsInDoubt().doubleValue());
    }

    private void gauge(
            String name,
            String description,
            @Nullable String unit,
            Tags tags,
            ToDoubleFunction<JournalFigures> figure) {
        meters.add(Gauge.builder(name, () -> figure.applyAsDouble(activity.get().journal()))
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry));
    }

    private void gauge(String name, String description, Provider provider, ToDoubleFunction<ComponentActivity> figure) {
        meters.add(Gauge.builder(name, () -> figure.applyAsDouble(activity.get().at(provider)))
                .description(description)
                .tags(tags(provider))
                .register(registry));
    }

    @Override
    public void submitted(TaskContext task) {
        count("camel.flux.submits", "Tasks that were accepted", null, tags(task), 1);
    }

    @Override
    public void inDoubt(TaskContext task) {
        count("camel.flux.in.doubt", "Submits with an unknown outcome", null, tags(task.provider()), 1);
    }

    @Override
    public void spent(TaskContext task, Cost cost) {
        double dollars = cost.dollars().doubleValue();
        count("camel.flux.spent", "What was charged", "dollars", tags(task), dollars);
    }

    @Override
    public void ended(TaskContext task, TaskStatus status, @Nullable Duration generation) {
        if (closed || generation == null) {
            return;
        }
        Timer timer = Timer.builder("camel.flux.generation")
                .description("From a task's acceptance until its end was seen")
                .tags(tags(task).and("outcome", outcome(status)))
                .register(registry);
        meters.add(timer);
        timer.record(generation);
    }

    private void count(String name, String description, @Nullable String unit, Tags tags, double amount) {
        if (!closed) {
            Counter counter = Counter.builder(name)
                    .description(description)
                    .baseUnit(unit)
                    .tags(tags)
                    .register(registry);
            meters.add(counter);
            counter.increment(amount);
        }
    }

    private Tags tags(@Nullable Provider provider) {
        return Tags.of("component", component, "provider", provider == null ? "none" : provider.id());
    }

    private Tags tags(TaskContext task) {
        String model = task.ticket() == null ? "none" : task.ticket().model().id();
        return tags(task.provider()).and("model", model);
    }

    private static String outcome(TaskStatus status) {
        if (status instanceof TaskStatus.Ready) {
            return "ready";
        }
        if (status instanceof TaskStatus.Moderated) {
            return "moderated";
        }
        return status instanceof TaskStatus.Failed ? "failed" : "lost";
    }

    @Override
    public void close() {
        closed = true;
        meters.forEach(registry::remove);
    }
}
