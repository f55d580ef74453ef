package io.github.camelflux.camel;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that an exchange and its copies have begun, in their order, with what tells whether a prompt that comes again
 * asks for one of them or for another.
 *
 * <p>Each message gets a mark when an image or a ticket is handed over with it. What Camel repeats begins with the message
 * as it was before: without the mark of what is asked for again, and with the mark of all that was handed over earlier.
 */
final class BegunTasks {
    /** The mark, a {@link Place}: no message from outside can bring one. */
    static final String MARK = "CamelFluxHandedOver";

    private final List<Begun> tasks = new ArrayList<>();

    /** How much was handed over so far. */
    private record Place(int number) {
        static int of(Exchange exchange) {
            return exchange.getMessage().getHeader(MARK) instanceof Place place ? place.number : 0;
        }
    }

    /**
     * A task that is asked for again.
     *
     * @param wasHandedOver whether its image, or its ticket, was
     */
    record Resumed(String taskKey, boolean wasHandedOver) {}

    private enum Again {
        NO,
        /** Something has failed since, and the route has gone on in another way. */
        FAILED,
        /** Camel has gone back to before it. */
        REPEATED
    }

    /**
     * @param owner the exchange that has begun it, or has resumed it last
     * @param parent what that is a part of, if it is one
     * @param place when it was handed over, or 0
     * @param caught what had failed before it was handed over
     */
    private record Begun(
            TaskPurpose purpose,
            String taskKey,
            boolean named,
            String owner,
            @Nullable String parent,
            int place,
            WeakReference<@Nullable Throwable> caught,
            Again again) {

        boolean ended() {
            return place > 0;
        }

        Begun by(Exchange exchange) {
            return begun(exchange, purpose, taskKey, named);
        }

        Begun handedOver(Exchange exchange, int number) {
            return new Begun(purpose, taskKey, named, owner, parent, number, caughtBy(exchange), Again.NO);
        }

        Begun asked(Again how) {
            return new Begun(purpose, taskKey, named, owner, parent, place, caught, how);
        }

        /** A later step has failed and is repeated alone, which asks for nothing again. */
        Begun stays(Exchange exchange) {
            return new Begun(purpose, taskKey, named, owner, parent, place, caughtBy(exchange), again);
        }

        boolean isOf(Exchange exchange) {
            return owner.equals(exchange.getExchangeId());
        }
    }

    private static Begun begun(Exchange exchange, TaskPurpose purpose, String taskKey, boolean named) {
        String parent = exchange.getProperty(ExchangePropertyKey.CORRELATION_ID, String.class);
        return new Begun(
                purpose,
                taskKey,
                named,
                copy(exchange.getExchangeId()),
                parent == null ? null : copy(parent),
                0,
                new WeakReference<>(null),
                Again.NO);
    }

    /** Another object: what is remembered by an exchange's own id is there for as long as that is in use. */
    private static String copy(String id) {
        return new String(id.toCharArray());
    }

    /** Not for longer than the exchange, which it may refer to, has it. */
    private static WeakReference<@Nullable Throwable> caughtBy(Exchange exchange) {
        return new WeakReference<>(exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class));
    }

    /** Notes a task that the caller has named, and says whether it was handed over before. */
    synchronized boolean beginNamed(Exchange exchange, TaskPurpose purpose, String taskKey) {
        int known = indexOf(task -> task.taskKey.equals(taskKey));
        Begun begun = begun(exchange, purpose, taskKey, true);
        if (known < 0) {
            tasks.add(begun);
            return false;
        }
        return tasks.set(known, begun).ended();
    }

    /** Notes a task that nobody has begun yet. */
    synchronized void begin(Exchange exchange, TaskPurpose purpose, String taskKey) {
        tasks.add(begun(exchange, purpose, taskKey, false));
    }

    /** The task that an exchange asks for again, if it does, which is its own from now on. */
    synchronized @Nullable Resumed resume(Exchange exchange, TaskPurpose purpose) {
        int index = indexOf(task -> !task.named && task.purpose.equals(purpose) && isAskedAgain(task, exchange));
        if (index < 0) {
            index = lastIndexOf(task -> !task.named && task.purpose.equals(purpose) && task.isOf(exchange));
            Throwable caught = caughtBy(exchange).get();
            if (index < 0 || caught == null || caught == tasks.get(index).caught.get()) {
                return null;
            }
        }
        Begun task = tasks.get(index);
        tasks.set(index, task.by(exchange));
        return new Resumed(task.taskKey, task.ended());
    }

    private static boolean isAskedAgain(Begun task, Exchange exchange) {
        return task.again != Again.NO || (!task.ended() && task.isOf(exchange));
    }

    /**
     * Whether the same picture was begun at another endpoint after this one had failed or had not been tried, and is
     * repeated: the choice of a failover, which is to be made again.
     */
    synchronized boolean isElsewhere(Exchange exchange, TaskPurpose purpose) {
        int here = indexOf(task -> !task.named && task.purpose.equals(purpose) && isAskedAgain(task, exchange));
        if (here >= 0 && tasks.get(here).ended()) {
            return false;
        }
        return lastIndexOf(task ->
                        task.again == Again.REPEATED && task.isOf(exchange) && task.purpose.isElsewhere(purpose))
                > here;
    }

    /** Notes that the image of a task, or its ticket, is on the message. */
    synchronized void handOver(Exchange exchange, String taskKey) {
        int index = indexOf(task -> task.taskKey.equals(taskKey));
        if (index >= 0) {
            int number = 1 + tasks.stream().mapToInt(Begun::place).reduce(Place.of(exchange), Math::max);
            tasks.set(index, tasks.get(index).handedOver(exchange, number));
            exchange.getMessage().setHeader(MARK, new Place(number));
        }
    }

    /** Camel is about to repeat a step, whose message is there as it was before. */
    synchronized void repeated(Exchange exchange, boolean whole) {
        int before = Place.of(exchange);
        tasks.replaceAll(task -> {
            if (!whole && !concerns(exchange, task)) {
                return task;
            }
            return task.ended() && task.place <= before ? task.stays(exchange) : task.asked(Again.REPEATED);
        });
    }

    /** Something has failed, and the route goes on elsewhere: what was made last may be asked for again. */
    synchronized void failed(Exchange exchange, boolean whole) {
        Set<Object> later = new HashSet<>();
        for (int i = tasks.size() - 1; i >= 0; i--) {
            Begun task = tasks.get(i);
            boolean last = (whole || concerns(exchange, task)) && later.add(List.of(task.purpose, task.owner));
            if (last && task.again == Again.NO) {
                tasks.set(i, task.asked(Again.FAILED));
            }
        }
    }

    /** An exchange that is not the whole has what is its own, and what is its parts'. */
    private static boolean concerns(Exchange exchange, Begun task) {
        return task.isOf(exchange) || exchange.getExchangeId().equals(task.parent);
    }

    private int indexOf(Predicate<Begun> wanted) {
        for (int i = 0; i < tasks.size(); i++) {
            if (wanted.test(tasks.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private int lastIndexOf(Predicate<Begun> wanted) {
        for (int i = tasks.size() - 1; i >= 0; i--) {
            if (wanted.test(tasks.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
