package io.tieline.whatif.play;

import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import io.tieline.trace.Trace;
import io.tieline.trace.TracedCall;
import io.tieline.trace.TracedReply;
import io.tieline.trace.TracedRequest;
import io.tieline.whatif.play.Fate.Source;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a simulation came to, or what really happened. Not thread-safe while it is filled. */
public final class Score {
    private final Tally all = new Tally();
    private final SortedMap<String, Tally> routes = new TreeMap<>();
    private final SortedMap<String, CallTally> endpoints = new TreeMap<>();

    Score() {}

    /**
     * What really happened.
     *
     * @param prices what calls are priced by, as a trace tells tokens; those to endpoints that it doesn't know cost nothing
     */
    public static Score ofWhatHappened(Trace trace, Catalogue prices) {
        Score score = new Score();
        for (TracedRequest request : trace.requests()) {
            score.happened(request, prices);
        }
        return score;
    }

    private void happened(TracedRequest request, Catalogue prices) {
        List<Tally> tallies = of(request);
        TracedReply reply = request.reply();
        for (Tally tally : tallies) {
            tally.asked(request.endsAnyhow());
            if (reply == null) {
                tally.stillOpen();
            } else if (request.wasAnswered()) {
                tally.answered(reply.finishedAt() - request.arrivedAt(), Source.RECORDED, false, false);
            } else if (!request.endsAnyhow()) {
                tally.unanswered(
                        reply.outcome() == Outcome.COMPLETED || reply.code() == null
                                ? ErrorCode.DEADLINE_EXCEEDED
                                : reply.code());
            }
        }
        for (TracedCall call : request.calls()) {
            long cost = prices.endpoint(call.endpointId())
                    .map(endpoint -> cost(call, endpoint))
                    .orElse(0L);
            tallies.forEach(tally -> tally.paid(cost));
            endpoint(call.endpointId()).ended(call.failure(), call.millis(), cost, Source.RECORDED);
        }
    }

    private static long cost(TracedCall call, Endpoint endpoint) {
        TracedCall.Tokens used = call.usage();
        return used == null ? 0 : endpoint.price().microUsd(used.input(), used.cached(), used.output());
    }

    /** All, and those of the request's route. */
    List<Tally> of(TracedRequest request) {
        return List.of(all, routes.computeIfAbsent(request.route(), _ -> new Tally()));
    }

    CallTally endpoint(String id) {
        return endpoints.computeIfAbsent(id, _ -> new CallTally());
    }

    /** The tally of a route, of no requests where nobody asked for it. */
    public Tally route(String name) {
        return routes.getOrDefault(name, new Tally());
    }

    /** The tally of an endpoint, of no calls where nobody called it. */
    public CallTally callsTo(String endpointId) {
        return endpoints.getOrDefault(endpointId, new CallTally());
    }

    public Tally all() {
        return all;
    }

    /** By the name of the route. */
    public SortedMap<String, Tally> routes() {
        return new TreeMap<>(routes);
    }

    /** By the id of the endpoint; those that were called. */
    public SortedMap<String, CallTally> endpoints() {
        return new TreeMap<>(endpoints);
    }
}
