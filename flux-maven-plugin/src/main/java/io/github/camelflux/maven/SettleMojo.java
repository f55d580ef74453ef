package io.github.camelflux.maven;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.Provider;
import io.github.camelflux.TaskListener;
import io.github.camelflux.client.FluxClient;
import io.github.camelflux.journal.TaskEntry;
import io.github.camelflux.journal.TaskState;
import io.github.camelflux.ledger.Spending;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Says which images were submitted without an answer, so that nobody knows whether they were charged, and takes what
 * somebody has found out about one from the provider's account.
 */
@Mojo(name = "settle", configurator = ImagesConfigurator.HINT, threadSafe = true)
public class SettleMojo extends ImagesMojo {
    private static final String NONE = "none";

    /**
     * What the account shows for the image that <code>flux.only</code> names: the task's id, which is then brought home by
     * <code>generate</code>, or <code>none</code> where it shows no such task, so that the image may be submitted again;
     * if that is wrong, it is paid for twice. Only the command line may say so. By default it is only told what is in doubt.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.task")
    private @Nullable String task;

    @Inject
    SettleMojo(MavenBuild build) {
        super(build);
    }

    /** An image whose task may have been charged. */
    private record Doubt(DeclaredImage image, int attempt, TaskEntry entry, boolean anew) {
        String key() {
            return entry.taskKey();
        }
    }

    @Override
    void run(List<DeclaredImage> declared, Workplace workplace) {
        plan(declared, workplace, only(), Wanted.UNSAID);
        List<Doubt> doubts = declared.stream()
                .filter(only()::includes)
                .flatMap(image -> doubts(image, workplace).stream())
                .toList();
        if (task == null || doubts.isEmpty()) {
            tell(doubts, workplace.commands());
            return;
        }
        build.checkSaid("task", task, ", since it can make an image be charged twice");
        if (doubts.size() > 1) {
            throw new BuildFailure("flux.task '" + task + "' is about one image, and several are in doubt: name it by"
                    + " flux.only; allowed is one of "
                    + doubts.stream()
                            .map(doubt -> doubt.image().id())
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        settle(doubts.get(0), task.strip(), workplace);
    }

    private static List<Doubt> doubts(DeclaredImage image, Workplace workplace) {
        int current = workplace.store().find(image.digest()).current();
        Optional<Integer> anew = workplace.refreshes().find(image).map(Refreshes.Begun::attempt);
        return Stream.concat(Stream.of(current), anew.stream())
                .distinct()
                .sorted()
                .flatMap(attempt -> workplace.store().task(image.digest(), attempt).stream()
                        .filter(entry -> entry.state() instanceof TaskState.InDoubt
                                || entry.state() instanceof TaskState.Submitting)
                        .map(entry -> new Doubt(image, attempt, entry, anew.equals(Optional.of(attempt)))))
                .toList();
    }

    private void tell(List<Doubt> doubts, Commands commands) {
        for (Doubt doubt : doubts) {
            String id = doubt.image().id();
            BigDecimal price = doubt.image().price().orElse(null);
            info(id + ": "
                    + (doubt.entry().state().repeatableAs().isPresent()
                            ? Promise.IN_DOUBT_BY_NAME.says(again(doubt, commands, price))
                            : Promise.IN_DOUBT.says(commands.settle(id, "ID"), commands.settle(id, NONE))));
        }
        if (doubts.isEmpty()) {
            info("no image is in doubt");
        }
    }

    private static String again(Doubt doubt, Commands commands, @Nullable BigDecimal price) {
        String id = doubt.image().id();
        return doubt.anew() ? commands.refresh(id, price) : commands.generate(List.of(id), price);
    }

    private void settle(Doubt doubt, String told, Workplace workplace) {
        if (build.isOffline()) {
            throw new BuildFailure("The provider has to be asked for the task and Maven is offline; leave out -o");
        }
        Provider provider = doubt.entry().claim().provider();
        Spending nothing = Spending.atMost(BigDecimal.ZERO);
        try (Clients clients = new Clients(accounts(), workplace, nothing, new Quiet(), Clients.PATIENCE)) {
            FluxClient client = clients.of(provider);
            await(client.recover(claim -> claim.taskKey().equals(doubt.key())), provider);
            boolean isKnown = await(client.ledger().find(doubt.key()), provider)
                    .filter(entry -> entry.state().accepted().isPresent())
                    .isPresent();
            if (!isKnown) {
                await(
                        told.equals(NONE)
                                ? client.ledger().doubts().release(doubt.key())
                                : client.adopt(doubt.key(), told),
                        provider);
            }
        }
        say(doubt, workplace);
    }

    /** As the journal has it now, since the process that submitted it may have left more behind than a doubt. */
    private void say(Doubt doubt, Workplace workplace) {
        String id = doubt.image().id();
        BigDecimal price = doubt.image().price().orElse(null);
        Commands commands = workplace.commands();
        info(workplace
                .store()
                .task(doubt.image().digest(), doubt.attempt())
                .flatMap(entry -> entry.state().accepted())
                .map(ticket ->
                        Promise.SETTLED_BY_TASK.says(id, ticket.id(), commands.generate(List.of(id), BigDecimal.ZERO)))
                .orElseGet(
                        () -> Promise.SETTLED_AS_FREE.says(id, Dollars.atMost(price), again(doubt, commands, price))));
    }

    private <T> T await(CompletableFuture<T> step, Provider provider) {
        try {
            return Clients.answer(provider, step);
        } catch (BuildFailure e) {
            throw e.getCause() instanceof InvalidRequest
                    ? new BuildFailure("flux.task '" + task + "' is not allowed; allowed is the id of a task that "
                            + provider.id() + " knows with this key, or " + NONE)
                    : e;
        }
    }

    /** The goal tells of the doubt itself. */
    private static final class Quiet implements TaskListener {
        @Override
        public boolean tellsOfDoubts() {
            return true;
        }
    }
}
