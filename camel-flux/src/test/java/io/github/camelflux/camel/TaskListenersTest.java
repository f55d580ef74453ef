package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelflux.Provider;
import io.github.camelflux.TaskContext;
import io.github.camelflux.TaskListener;
import io.github.camelflux.TaskStatus;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskListenersTest {
    private static final TaskContext TASK = TaskContext.of(Provider.BFL);

    private final List<String> heard = new ArrayList<>();

    /** Each event of the interface, so that one which is added later is not forgotten. */
    static List<Method> events() {
        return Arrays.stream(TaskListener.class.getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && method.getReturnType() == void.class)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("events")
    void allHearEachEvent(Method event) throws Exception {
        tell(event, new TaskListeners(List.of(listener("first"), listener("second"))));

        assertThat(heard).containsExactly("first " + event.getName(), "second " + event.getName());
    }

    @Test
    void aMistakeIsThrownWhenAllHaveHeard() {
        TaskListener broken = new TaskListener() {
            @Override
            public void ended(TaskContext task, TaskStatus status, Duration generation) {
                throw new IllegalStateException("broken");
            }
        };
        TaskListener all = new TaskListeners(List.of(broken, listener("second"), broken));

        assertThatThrownBy(() -> all.ended(TASK, new TaskStatus.NotFound(), null))
                .hasMessage("broken");

        assertThat(heard).containsExactly("second ended");
    }

    @Test
    void peopleHearOfDoubtsWhereOneOfThemTellsThem() {
        TaskListener telling = new TaskListener() {
            @Override
            public boolean tellsOfDoubts() {
                return true;
            }
        };

        assertThat(new TaskListeners(List.of(TaskListener.NONE, telling)).tellsOfDoubts())
                .isTrue();
        assertThat(new TaskListeners(List.of(TaskListener.NONE)).tellsOfDoubts())
                .isFalse();
    }

    private static void tell(Method event, TaskListener listener)
            throws IllegalAccessException, InvocationTargetException {
        event.invoke(listener, new Object[event.getParameterCount()]);
    }

    private TaskListener listener(String name) {
        return (TaskListener) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {TaskListener.class}, (proxy, method, arguments) -> {
                    heard.add(name + " " + method.getName());
                    return null;
                });
    }
}
