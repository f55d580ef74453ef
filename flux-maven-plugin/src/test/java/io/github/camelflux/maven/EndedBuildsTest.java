package io.github.camelflux.maven;

import static io.github.camelflux.maven.TestProject.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.ReceivedRequest;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What builds pay that are ended before they are done. */
@Order(1)
class EndedBuildsTest extends ForkedBuild {
    @Test
    void aBuildThatWasKilledAfterItsSubmitIsBroughtHomeByTheNext() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(3)));
        ForkedMaven.Running killed = maven.start(project.directory(), "flux:generate");
        while (emulator().requests().stream()
                .noneMatch(request -> request.path().contains("get_result"))) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            assertThat(killed.process().isAlive()).isTrue();
        }
        killed.kill();
        project.clean();

        String plan = maven.run(project.directory(), "flux:plan").succeeded().output();
        assertThat(plan).contains("it was paid for before").contains("to be paid: $0.00");
        String output = maven.run(project.directory(), "flux:generate", "-Dflux.maxCost=0")
                .succeeded()
                .output();

        assertThat(output).contains("hero: brought home for $0.00");
        assertThat(submits()).isEqualTo(1);
        assertThat(project.image("hero.jpg")).exists();
    }

    @Test
    @Tag("full")
    void aBuildThatIsInterruptedDuringItsSubmitLearnsTheTaskFirst() throws Exception {
        TestProject project = site(image("hero", "A lighthouse"));
        emulator().next(Step.SUBMIT, Fault.delay(Duration.ofSeconds(2)));
        ForkedMaven.Running interrupted = maven.start(project.directory(), "flux:generate");
        await(interrupted, request -> request.method().equals("POST"));
        interrupted.process().destroy();
        interrupted.await().failed();

        maven.run(project.directory(), "flux:generate").succeeded();

        assertThat(submits()).isEqualTo(1);
    }

    private void await(ForkedMaven.Running build, Predicate<ReceivedRequest> expected) {
        while (emulator().requests().stream().noneMatch(expected)) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            assertThat(build.process().isAlive()).isTrue();
        }
    }
}
