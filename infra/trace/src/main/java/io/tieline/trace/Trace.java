package io.tieline.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Recorded requests, by the time at which they were made.
 *
 * @param workers dispatchers that made the calls, 1 or more
 */
public record Trace(List<TracedRequest> requests, int workers) {
    /** Whatever the order in which they are given. */
    public Trace {
        if (workers < 1) {
            throw new IllegalArgumentException("workers is '" + workers + "', allowed: 1 or more");
        }
        List<TracedRequest> sorted = new ArrayList<>(requests);
        sorted.sort(Comparator.comparingLong(TracedRequest::arrivedAt).thenComparing(TracedRequest::id));
        requests = List.copyOf(sorted);
    }

    public boolean isEmpty() {
        return requests.isEmpty();
    }

    /** When the first one was made, milliseconds since the epoch; 0 where there is none. */
    public long startsAt() {
        return isEmpty() ? 0 : requests.getFirst().arrivedAt();
    }

    /** When the last one was made, milliseconds since the epoch; 0 where there is none. */
    public long endsAt() {
        return isEmpty() ? 0 : requests.getLast().arrivedAt();
    }
}
