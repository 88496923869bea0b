package io.tieline.gateway.jobs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The replies to lines of jobs that haven't ended. What is left of others goes in portions. Used by one thread. */
final class ResultStore {
    /** Few enough not to be noticed by the jobs beside. */
    static final int PORTION = 1_000;

    private final KeyValueStore<String, byte[]> results;
    private final Deque<String> dropped = new ArrayDeque<>();

    /**
     * Takes the store over.
     *
     * @param kept jobs whose results are needed; those of others were left by the one before
     */
    ResultStore(KeyValueStore<String, byte[]> results, Set<String> kept) {
        this.results = results;
        String jobId = jobAfter(null);
        while (jobId != null) {
            if (!kept.contains(jobId)) {
                dropped.add(jobId);
            }
            jobId = jobAfter(JobLine.lastKey(jobId));
        }
    }

    /** The first job with results from this key on; null: none. */
    private @Nullable String jobAfter(@Nullable String key) {
        try (KeyValueIterator<String, byte[]> rest = results.range(key, null)) {
            return rest.hasNext() ? JobLine.ofKey(rest.peekNextKey()).jobId() : null;
        }
    }

    /** Keeps the reply to a line; false where it has one already. */
    boolean add(JobLine line, byte[] reply) {
        return results.putIfAbsent(line.key(), reply) == null;
    }

    /** What is kept of a line that has a reply; null: it has none. */
    byte @Nullable [] get(JobLine line) {
        return results.get(line.key());
    }

    /** Keeps another reply to a line. */
    void replace(JobLine line, byte[] reply) {
        results.put(line.key(), reply);
    }

    /** Nobody needs the results of this job any more. */
    void drop(String jobId) {
        dropped.add(jobId);
    }

    /** Deletes a portion of what isn't needed. */
    void dropSome() {
        String jobId = dropped.peek();
        if (jobId == null) {
            return;
        }
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = results.range(JobLine.firstKey(jobId), JobLine.lastKey(jobId))) {
            while (all.hasNext() && keys.size() < PORTION) {
                keys.add(all.next().key);
            }
        }
        keys.forEach(results::delete);
        if (keys.size() < PORTION) {
            dropped.remove();
        }
    }
}
