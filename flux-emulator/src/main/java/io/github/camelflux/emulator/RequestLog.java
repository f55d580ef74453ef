package io.github.camelflux.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest requests: bounded by their number and by the memory their bodies take. */
final class RequestLog {
    private static final int MAX_REQUESTS = 10_000;
    private static final long MAX_BODY_BYTES = 128L * 1024 * 1024;

    private final Deque<ReceivedRequest> requests = new ArrayDeque<>();
    private long bodyBytes;

    synchronized void add(ReceivedRequest request) {
        requests.addLast(request);
        bodyBytes += request.size();
        while (requests.size() > MAX_REQUESTS || bodyBytes > MAX_BODY_BYTES) {
            bodyBytes -= requests.removeFirst().size();
        }
    }

    synchronized List<ReceivedRequest> all() {
        return List.copyOf(requests);
    }

    synchronized void clear() {
        requests.clear();
        bodyBytes = 0;
    }
}
