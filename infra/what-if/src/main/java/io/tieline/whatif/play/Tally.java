package io.tieline.whatif.play;

import io.tieline.schemas.ErrorCode;
import io.tieline.whatif.play.Fate.Source;
import java.util.EnumMap;
import java.util.Map;

/** What became of the requests of a route, or of all. Not thread-safe. */
public final class Tally {
    private final Latencies latencies = new Latencies();
    private final Map<ErrorCode, Long> unanswered = new EnumMap<>(ErrorCode.class);
    private final Map<Source, Long> answersBySource = new EnumMap<>(Source.class);
    private long requests;
    private long endAnyhow;
    private long open;
    private long switched;
    private long degraded;
    private long parked;
    private long calls;
    private long microUsd;

    void asked(boolean endsAnyhow) {
        requests++;
        endAnyhow += endsAnyhow ? 1 : 0;
    }

    void answered(long millis, Source source, boolean wasSwitched, boolean wasDegraded) {
        latencies.add(millis);
        answersBySource.merge(source, 1L, Long::sum);
        switched += wasSwitched ? 1 : 0;
        degraded += wasDegraded ? 1 : 0;
    }

    void unanswered(ErrorCode code) {
        unanswered.merge(code, 1L, Long::sum);
    }

    void stillOpen() {
        open++;
    }

    void wasParked() {
        parked++;
    }

    void paid(long cost) {
        calls++;
        microUsd += cost;
    }

    public long requests() {
        return requests;
    }

    /** Requests that end without an answer under any catalogue: taken back, or none that can be served. */
    public long endAnyhow() {
        return endAnyhow;
    }

    /** Requests that were answered within their deadlines. */
    public long answered() {
        return latencies.count();
    }

    /** Requests that had no reply yet when the trace ended. */
    public long open() {
        return open;
    }

    /** Requests that ended without an answer in time, by what they ended with. */
    public Map<ErrorCode, Long> unanswered() {
        return new EnumMap<>(unanswered);
    }

    /** Requests that no endpoint may serve where their data may go. */
    public long residencyRefusals() {
        return unanswered.getOrDefault(ErrorCode.POLICY_RESIDENCY, 0L);
    }

    /** Answers that did not come from the endpoint that was preferred. */
    public long switched() {
        return switched;
    }

    /** Answers below the asked quality. */
    public long degraded() {
        return degraded;
    }

    /** How often a request was parked. */
    public long parked() {
        return parked;
    }

    public long calls() {
        return calls;
    }

    /** Of all calls, micro-dollars. */
    public long microUsd() {
        return microUsd;
    }

    /** From the request to its answer. */
    public Latencies latencies() {
        return latencies;
    }

    /** Answers by what they are known from. */
    public Map<Source, Long> answersBySource() {
        return new EnumMap<>(answersBySource);
    }

    /** Share of the requests that were answered in time, of those that don't end anyhow and aren't open; 1 where there is none. */
    public double availability() {
        long counted = requests - endAnyhow - open;
        return counted == 0 ? 1 : (double) answered() / counted;
    }
}
