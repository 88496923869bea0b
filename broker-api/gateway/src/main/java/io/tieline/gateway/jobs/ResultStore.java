package io.tieline.gateway.jobs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The replies to lines of jobs. Of those that are through, what could still be mended stays, and what was; the rest goes in
 * portions. Used by one thread.
 */
final class ResultStore {
    /** Few enough not to be noticed by the jobs beside. */
    static final int PORTION = 1_000;

    /** What is needed of a job's results. */
    enum Needed {
        ALL,
        /** The replies of lines without an answer, and answers that came after the job was through. */
        FAILURES,
        NONE
    }

    /** Results to be deleted, from this key on. */
    private record Dropping(String jobId, boolean answersOnly, String fromKey) {}

    private final KeyValueStore<String, byte[]> results;
    private final Predicate<byte[]> isAnswer;
    private final Deque<Dropping> dropped = new ArrayDeque<>();

    /**
     * Takes the store over.
     *
     * @param needed of each job; the rest was left by the one before
     * @param isAnswer whether a reply that is kept has an answer
     */
    ResultStore(KeyValueStore<String, byte[]> results, Function<String, Needed> needed, Predicate<byte[]> isAnswer) {
        this.results = results;
        this.isAnswer = isAnswer;
        String jobId = jobAfter(null);
        while (jobId != null) {
            keepOnly(needed.apply(jobId), jobId);
            jobId = jobAfter(JobLine.lastMendedKey(jobId));
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

    /** What is kept of a line that has a reply; null: nothing. */
    byte @Nullable [] get(JobLine line) {
        return results.get(line.key());
    }

    /** Keeps another reply to a line. */
    void replace(JobLine line, byte[] reply) {
        results.put(line.key(), reply);
    }

    /** Keeps an answer that came after the job was through, beside the failure; false where there is one already. */
    boolean addMended(JobLine line, byte[] answer) {
        return results.putIfAbsent(line.mendedKey(), answer) == null;
    }

    /** The rest isn't needed any more. */
    void keepOnly(Needed needed, String jobId) {
        switch (needed) {
            case ALL -> {}
            case FAILURES -> dropped.add(new Dropping(jobId, true, JobLine.firstKey(jobId)));
            case NONE -> dropped.add(new Dropping(jobId, false, JobLine.firstKey(jobId)));
        }
    }

    /** Deletes a portion of what isn't needed. */
    void dropSome() {
        int left = PORTION;
        while (left > 0 && !dropped.isEmpty()) {
            left -= drop(dropped.remove(), left);
        }
    }

    /** Returns how many results it has looked at. */
    private int drop(Dropping next, int most) {
        String end = next.answersOnly() ? JobLine.lastKey(next.jobId()) : JobLine.lastMendedKey(next.jobId());
        List<String> keys = new ArrayList<>();
        int seen = 0;
        try (KeyValueIterator<String, byte[]> all = results.range(next.fromKey(), end)) {
            for (; all.hasNext() && seen < most; seen++) {
                KeyValue<String, byte[]> each = all.next();
                if (!next.answersOnly() || isAnswer.test(each.value)) {
                    keys.add(each.key);
                }
            }
            if (all.hasNext()) {
                dropped.addFirst(new Dropping(next.jobId(), next.answersOnly(), all.peekNextKey()));
            }
        }
        keys.forEach(results::delete);
        return seen;
    }
}
