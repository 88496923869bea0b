package io.tieline.health;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Calls as dispatchers tell of them, each for a request of its own. */
public final class Attempts {
    /** Failure domain that every endpoint belongs to unless told otherwise. */
    public static final String DOMAIN = "europe";

    public static final Duration TOOK = Duration.ofMillis(800);

    private static final Instant ENDED = Instant.parse("2026-03-01T12:00:00Z");
    private static final AtomicLong COUNT = new AtomicLong();

    private Attempts() {}

    /** A call that went well. */
    public static Attempt.Builder good(String endpointId, String workerId) {
        return of(endpointId, workerId, ErrorCode.OK);
    }

    /** A call that failed by the endpoint's fault. */
    public static Attempt.Builder bad(String endpointId, String workerId) {
        return of(endpointId, workerId, ErrorCode.PROVIDER_SERVER_ERROR.wire());
    }

    public static Attempt.Builder of(String endpointId, String workerId, String code) {
        long number = COUNT.incrementAndGet();
        String provider = endpointId.substring(0, endpointId.indexOf('/'));
        return Attempt.newBuilder()
                .setAttemptId("attempt-" + number)
                .setRequestId("request-" + number)
                .setTenant("acme")
                .setRoute("summarize")
                .setNumber(1)
                .setEndpointId(endpointId)
                .setProvider(provider)
                .setModel(endpointId.substring(provider.length() + 1))
                .setWorkerId(workerId)
                .setStartedAt(ENDED.minus(TOOK))
                .setEndedAt(ENDED)
                .setCode(code)
                .setCostMicroUsd(40)
                .setFailureDomains(List.of(DOMAIN));
    }
}
