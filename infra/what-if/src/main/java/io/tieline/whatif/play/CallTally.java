package io.tieline.whatif.play;

import io.tieline.schemas.ErrorCode;
import io.tieline.whatif.play.Fate.Source;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of the calls to an endpoint. Not thread-safe. */
public final class CallTally {
    private final Latencies latencies = new Latencies();
    private final Map<ErrorCode, Long> failures = new EnumMap<>(ErrorCode.class);
    private final Map<Source, Long> bySource = new EnumMap<>(Source.class);
    private long calls;
    private long microUsd;
    private long timesOut;

    void ended(@Nullable ErrorCode failure, long millis, long cost, Source source) {
        calls++;
        microUsd += cost;
        bySource.merge(source, 1L, Long::sum);
        if (failure == null) {
            latencies.add(millis);
        } else {
            failures.merge(failure, 1L, Long::sum);
        }
    }

    void takenOut(int times) {
        timesOut += times;
    }

    public long calls() {
        return calls;
    }

    public long succeeded() {
        return latencies.count();
    }

    public Map<ErrorCode, Long> failures() {
        return new EnumMap<>(failures);
    }

    /** Micro-dollars. */
    public long microUsd() {
        return microUsd;
    }

    /** How often it was taken out. */
    public long timesOut() {
        return timesOut;
    }

    /** Of the calls that succeeded. */
    public Latencies latencies() {
        return latencies;
    }

    /** Calls by what their ends are known from. */
    public Map<Source, Long> bySource() {
        return new EnumMap<>(bySource);
    }
}
