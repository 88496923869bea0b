package io.tieline.whatif.strategy;

import io.tieline.routing.Endpoint;
import io.tieline.trace.TracedCall.Tokens;
import io.tieline.trace.TracedRequest;
import io.tieline.whatif.play.Fate;
import io.tieline.whatif.play.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An application that calls by itself, as the providers' SDKs do: two more tries after a failure, half a second and a second
 * later. With a second endpoint, it goes there when these have failed. It knows nothing of other requests, and gives up when
 * nobody waits for the answer any more.
 */
final class Direct {
    private static final List<Duration> PAUSES = List.of(Duration.ZERO, Duration.ofMillis(500), Duration.ofSeconds(1));

    private final List<Endpoint> endpoints;
    private final World world;

    Direct(List<Endpoint> endpoints, World world) {
        this.endpoints = endpoints;
        this.world = world;
    }

    Result play(Iterable<TracedRequest> requests) {
        Result sum = Result.NOTHING;
        for (TracedRequest request : requests) {
            sum = sum.plus(one(request));
        }
        return sum;
    }

    private Result one(TracedRequest request) {
        Instant now = Instant.ofEpochMilli(request.arrivedAt());
        Instant end = now.plus(Result.SOON);
        long cost = 0;
        for (Endpoint endpoint : endpoints) {
            for (int i = 0; i < PAUSES.size(); i++) {
                now = now.plus(PAUSES.get(i));
                if (!now.isBefore(end)) {
                    return new Result(1, 0, 0, 0, cost);
                }
                Fate fate = world.call(request, endpoint, i, now);
                now = now.plus(fate.took());
                Tokens used = fate.usage();
                cost += endpoint.price().microUsd(used.input(), used.cached(), used.output());
                if (fate.failure() == null) {
                    long inTime = now.isAfter(end) ? 0 : 1;
                    return new Result(1, inTime, inTime, isBelow(endpoint) ? inTime : 0, cost);
                }
            }
        }
        return new Result(1, 0, 0, 0, cost);
    }

    private boolean isBelow(Endpoint endpoint) {
        return endpoint.quality().score() < endpoints.getFirst().quality().score();
    }
}
