package io.tieline.health.judge;

import io.tieline.health.judge.Observation.Sign;
import java.time.Instant;
import java.util.OptionalLong;

/** Observations and a moment for tests. */
final class Calls {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String CODE = "provider.server_error";

    private Calls() {}

    static Observation good() {
        return of(Sign.GOOD, "served", "w1");
    }

    static Observation bad(String requestId) {
        return bad(requestId, "w1");
    }

    static Observation bad(String requestId, String workerId) {
        return of(Sign.BAD, requestId, workerId);
    }

    static Observation broken(String requestId, String workerId) {
        return new Observation(
                Sign.BROKEN_CONNECTION, "provider.stream_broken", requestId, workerId, OptionalLong.empty());
    }

    static Observation of(Sign sign, String requestId, String workerId) {
        return of(sign, requestId, workerId, OptionalLong.empty());
    }

    static Observation of(Sign sign, String requestId, String workerId, OptionalLong seenEpoch) {
        return new Observation(sign, sign == Sign.GOOD ? "ok" : CODE, requestId, workerId, seenEpoch);
    }
}
