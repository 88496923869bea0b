package io.tieline.health.judge;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The calls of one run of evidence: from the first failure that raised the score from nothing until the score is back
 * there. Mutable; used by {@link Detector} alone, and by whoever stores it.
 */
public final class Evidence {
    /** Enough to tell one request that fails everywhere from many. */
    static final int REQUESTS_KEPT = 32;

    private static final int CODES_KEPT = 60;
    static final int WORKERS_KEPT = 16;

    private final Instant start;
    private final NavigableMap<String, Long> failures = new TreeMap<>();
    private final SequencedSet<String> requests = new LinkedHashSet<>();
    private final Set<String> workers = new TreeSet<>();
    private Instant lastFailure;
    private long attempts;
    private long distinctRequests;

    Evidence(Instant start) {
        this.start = start;
        this.lastFailure = start;
    }

    /** As it was stored. */
    public static Evidence restored(
            Instant start,
            Instant lastFailure,
            long attempts,
            long distinctRequests,
            Map<String, Long> failures,
            Iterable<String> requests,
            Iterable<String> workers) {
        Evidence evidence = new Evidence(start);
        evidence.lastFailure = lastFailure;
        evidence.attempts = attempts;
        evidence.distinctRequests = distinctRequests;
        evidence.failures.putAll(failures);
        requests.forEach(evidence.requests::add);
        workers.forEach(evidence.workers::add);
        return evidence;
    }

    boolean knows(String requestId) {
        return requests.contains(requestId);
    }

    void success() {
        attempts++;
    }

    void failure(Observation failure, Instant at) {
        attempts++;
        lastFailure = at.isAfter(lastFailure) ? at : lastFailure;
        boolean room = failures.size() < CODES_KEPT || failures.containsKey(failure.code());
        failures.merge(room ? failure.code() : "other", 1L, Long::sum);
        if (requests.add(failure.requestId())) {
            distinctRequests++;
        }
        if (requests.size() > REQUESTS_KEPT) {
            requests.removeFirst();
        }
        if (workers.size() < WORKERS_KEPT) {
            workers.add(failure.workerId());
        }
    }

    public Instant start() {
        return start;
    }

    public Instant lastFailure() {
        return lastFailure;
    }

    /** Calls that told of health, good and bad. */
    public long attempts() {
        return attempts;
    }

    /** Failures by error code. */
    public Map<String, Long> failures() {
        return new TreeMap<>(failures);
    }

    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    public long distinctRequests() {
        return distinctRequests;
    }

    /** Ids of the last requests that failed. */
    public Set<String> requests() {
        return new LinkedHashSet<>(requests);
    }

    /** Workers that met failures. */
    public Set<String> workers() {
        return new TreeSet<>(workers);
    }

    /** The error code that most failures carry. */
    String mostFrequentCode() {
        return failures.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Reason.OK);
    }
}
