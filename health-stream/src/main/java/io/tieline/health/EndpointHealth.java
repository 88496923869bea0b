package io.tieline.health;

import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.time.Instant;

/**
 * All that is known of one endpoint, and when it is time to say so. Has no clock of its own; not thread-safe.
 */
final class EndpointHealth {
    /** Attempts are published at most this often, so that a busy endpoint doesn't flood the table. */
    static final Duration PUBLISH_INTERVAL = Duration.ofMillis(250);

    /** A quiet endpoint is published this often, so that readers can tell a quiet table from a dead one. */
    static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private final String endpointId;
    private final EndpointWindow window;
    private String provider;
    private String model;
    private Verdict verdict;
    private Instant publishedAt = Instant.EPOCH;
    private boolean news;

    EndpointHealth(String endpointId, String provider, String model, Verdict verdict, EndpointWindow window) {
        this.endpointId = endpointId;
        this.provider = provider;
        this.model = model;
        this.verdict = verdict;
        this.window = window;
    }

    static EndpointHealth unknown(String endpointId, Instant now) {
        return new EndpointHealth(endpointId, "", "", Verdict.initial(now), new EndpointWindow());
    }

    /** Counts an attempt; false where it ended too long ago to matter. */
    boolean record(Attempt attempt, Instant now) {
        provider = attempt.getProvider();
        model = attempt.getModel();
        Duration latency = Duration.between(attempt.getStartedAt(), attempt.getEndedAt());
        boolean counted = window.record(attempt.getEndedAt(), attempt.getCode(), latency, now);
        news |= counted;
        return counted;
    }

    /** Whether a record should be published now. A clock that was set back makes one due at once. */
    boolean due(Instant now) {
        Duration silence = Duration.between(publishedAt, now);
        return silence.isNegative() || silence.compareTo(news ? PUBLISH_INTERVAL : HEARTBEAT) >= 0;
    }

    /** Judges the endpoint and makes the record that says so. */
    ProviderHealth publish(Instant now) {
        WindowSummary lastMinute = window.summary(now);
        verdict = HealthRule.judge(verdict, lastMinute, now);
        publishedAt = now;
        news = false;
        return ProviderHealth.newBuilder()
                .setEndpointId(endpointId)
                .setProvider(provider)
                .setModel(model)
                .setState(verdict.state())
                .setSince(verdict.since())
                .setReason(verdict.reason())
                .setEpoch(verdict.epoch())
                .setAttemptsLastMinute(lastMinute.attempts())
                .setFailuresLastMinute(lastMinute.failures())
                .setLatencyMillisP50(lastMinute.latencyP50().toMillis())
                .setLatencyMillisP95(lastMinute.latencyP95().toMillis())
                .setUpdatedAt(now)
                .build();
    }

    String endpointId() {
        return endpointId;
    }

    String provider() {
        return provider;
    }

    String model() {
        return model;
    }

    Verdict verdict() {
        return verdict;
    }

    EndpointWindow window() {
        return window;
    }
}
