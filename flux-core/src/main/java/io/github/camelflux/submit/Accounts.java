package io.github.camelflux.submit;

import io.github.camelflux.http.FairPermits;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that clients are charged to, so that a provider's limit of active tasks holds over all that use one.
 *
 * <p>Clients know nothing of each other: two components, in one Camel context or in two, have only the process in common. So
 * there is one of these for the process, the only static state here, and it holds each account for no longer than a client
 * does. It knows accounts by their labels; it has no keys.
 */
public final class Accounts {
    public static final Accounts OF_THIS_PROCESS = new Accounts();

    private final Map<String, WeakReference<FairPermits>> accounts = new HashMap<>();

    /**
     * An account's slots, at least so many: the largest number that any of its clients was given.
     *
     * @param account names the account and where it is
     */
    public synchronized FairPermits slots(String account, int maxActiveTasks) {
        accounts.values().removeIf(known -> known.get() == null);
        WeakReference<FairPermits> known = accounts.get(account);
        @Nullable FairPermits slots = known == null ? null : known.get();
        if (slots == null) {
            // What is handed over goes on in threads of the client that has waited.
            slots = new FairPermits(maxActiveTasks, Integer.MAX_VALUE, Runnable::run);
            accounts.put(account, new WeakReference<>(slots));
        }
        slots.raiseTo(maxActiveTasks);
        return slots;
    }
}
