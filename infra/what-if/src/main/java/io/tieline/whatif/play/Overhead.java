package io.tieline.whatif.play;

import io.tieline.trace.Trace;
import io.tieline.trace.TracedReply;
import io.tieline.trace.TracedRequest;
import java.time.Duration;

/**
 * What the broker itself takes of a request's time, where nothing is in the way: the tenth part of the trace's requests that
 * took least. What waiting for room adds is played, not taken from the trace.
 *
 * @param before from the request to its first call
 * @param after from the end of its last call to its reply
 */
public record Overhead(Duration before, Duration after) {
    /** None. */
    public static final Overhead NONE = new Overhead(Duration.ZERO, Duration.ZERO);

    private static final double UNHINDERED = 0.1;

    /** As a trace tells it. */
    public static Overhead of(Trace trace) {
        Latencies before = new Latencies();
        Latencies after = new Latencies();
        for (TracedRequest request : trace.requests()) {
            TracedReply reply = request.reply();
            if (request.wasAnswered() && reply != null && !request.calls().isEmpty()) {
                before.add(request.calls().getFirst().startedAt() - request.arrivedAt());
                after.add(reply.finishedAt() - request.calls().getLast().endedAt());
            }
        }
        return new Overhead(before.quantile(UNHINDERED), after.quantile(UNHINDERED));
    }
}
