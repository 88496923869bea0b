package io.tieline.health.measure;

import io.tieline.schemas.ErrorCode;
import java.util.Map;
import java.util.TreeMap;

/** What the calls of a span of time add up to. Tallies add up without loss. Not thread-safe. */
public final class Tally {
    /** More than there are; who invents more doesn't fill the memory with them. */
    private static final int CODES_KEPT = 60;

    private final Map<String, Long> failures = new TreeMap<>();
    private final LatencyHistogram latencies = new LatencyHistogram();
    private long attempts;
    private long outputTokens;
    private long generatingMillis;
    private long costMicroUsd;

    /** As it was stored; latencies are added to {@link #latencies()} afterwards. */
    public static Tally restored(
            long attempts, long outputTokens, long generatingMillis, long costMicroUsd, Map<String, Long> failures) {
        Tally tally = new Tally();
        tally.attempts = attempts;
        tally.outputTokens = outputTokens;
        tally.generatingMillis = generatingMillis;
        tally.costMicroUsd = costMicroUsd;
        tally.failures.putAll(failures);
        return tally;
    }

    void add(Sample sample) {
        attempts++;
        costMicroUsd += sample.costMicroUsd();
        if (!sample.code().equals(ErrorCode.OK)) {
            boolean room = failures.size() < CODES_KEPT || failures.containsKey(sample.code());
            failures.merge(room ? sample.code() : "other", 1L, Long::sum);
            return;
        }
        latencies.add(sample.took());
        if (sample.outputTokens() > 0) {
            outputTokens += sample.outputTokens();
            generatingMillis += Math.max(1, sample.took().toMillis());
        }
    }

    /** Adds what another one holds. */
    public void add(Tally other) {
        attempts += other.attempts;
        outputTokens += other.outputTokens;
        generatingMillis += other.generatingMillis;
        costMicroUsd += other.costMicroUsd;
        other.failures.forEach((code, count) -> failures.merge(code, count, Long::sum));
        latencies.addAll(other.latencies);
    }

    /** Calls, failed ones included. */
    public long attempts() {
        return attempts;
    }

    /** How many failed, by error code, codes in their natural order. */
    public Map<String, Long> failures() {
        return new TreeMap<>(failures);
    }

    /** Durations of the calls that succeeded. */
    public LatencyHistogram latencies() {
        return latencies;
    }

    /** Tokens that the calls that succeeded generated. */
    public long outputTokens() {
        return outputTokens;
    }

    /** How long these calls took together, milliseconds. */
    public long generatingMillis() {
        return generatingMillis;
    }

    /** Tokens a second of one call, on average; 0 where none are known of. */
    public double tokensPerSecond() {
        return generatingMillis == 0 ? 0 : 1_000.0 * outputTokens / generatingMillis;
    }

    /** Millionths of a US dollar. */
    public long costMicroUsd() {
        return costMicroUsd;
    }
}
