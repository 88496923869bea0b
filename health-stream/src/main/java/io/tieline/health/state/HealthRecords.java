package io.tieline.health.state;

import io.tieline.health.judge.Condition;
import io.tieline.health.judge.Detector;
import io.tieline.health.judge.Evidence;
import io.tieline.health.measure.LatencyHistogram;
import io.tieline.health.measure.Measurements;
import io.tieline.health.measure.Tally;
import io.tieline.schemas.avro.HealthEvidence;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.HealthWindow;
import io.tieline.schemas.avro.ProbeGrant;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the records of the health table. */
public final class HealthRecords {
    /** However fast a model usually is, a call that takes no longer than this is not overdue. */
    static final Duration OVERDUE_AT_LEAST = Duration.ofSeconds(10);

    /** Nobody knows how long the answers of a model take that hasn't given one lately: long ones take most of a minute. */
    private static final Duration OVERDUE_WHERE_NOTHING_IS_KNOWN = Duration.ofMinutes(1);

    private HealthRecords() {}

    public static ProviderHealth of(EndpointHealth endpoint, Instant now) {
        Condition condition = endpoint.condition();
        Measurements measurements = endpoint.measurements();
        Duration slowest = measurements.slowest(now);
        EndpointId id = endpoint.id();
        return ProviderHealth.newBuilder()
                .setEndpointId(id.name())
                .setProvider(id.provider())
                .setModel(id.model())
                .setScope(HealthScope.ENDPOINT)
                .setFailureDomains(List.copyOf(new TreeSet<>(id.failureDomains())))
                .setState(state(condition))
                .setSince(condition.since())
                .setUntil(condition instanceof Condition.Down down ? down.until() : null)
                .setReason(condition.reason().words())
                .setReasonCode(condition.reason().code())
                .setEpoch(condition.epoch())
                .setAdmittedShare(endpoint.judge().admitted())
                .setProbe(grant(condition))
                .setEvidence(evidence(endpoint.judge().detector()))
                .setUsualFailureShare(endpoint.judge().detector().usualRate())
                .setOverdueAfterMillis(overdueAfter(slowest).toMillis())
                .setSlowestMillis(slowest.toMillis())
                .setWindows(Measurements.WINDOWS.stream()
                        .map(window -> window(window, measurements.over(window, now)))
                        .toList())
                .setUpdatedAt(now)
                .build();
    }

    /**
     * A call without an answer after this time is overdue.
     *
     * @param slowest what hardly any call takes longer than; zero: none has been answered lately
     */
    public static Duration overdueAfter(Duration slowest) {
        if (slowest.isZero()) {
            return OVERDUE_WHERE_NOTHING_IS_KNOWN;
        }
        return slowest.compareTo(OVERDUE_AT_LEAST) > 0 ? slowest : OVERDUE_AT_LEAST;
    }

    public static HealthState state(Condition condition) {
        return switch (condition) {
            case Condition.Healthy _ -> HealthState.HEALTHY;
            case Condition.Suspect _ -> HealthState.SUSPECT;
            case Condition.Down _ -> HealthState.DOWN;
            case Condition.Probing _ -> HealthState.PROBING;
            case Condition.Recovering _ -> HealthState.RECOVERING;
        };
    }

    private static @Nullable ProbeGrant grant(Condition condition) {
        return condition instanceof Condition.Probing probing
                ? probing.grant()
                        .map(grant -> new ProbeGrant(grant.workerId(), grant.until()))
                        .orElse(null)
                : null;
    }

    private static HealthEvidence evidence(Detector detector) {
        return detector.evidence().map(run -> evidence(detector.score(), run)).orElseGet(HealthRecords::noEvidence);
    }

    private static HealthEvidence evidence(double score, Evidence run) {
        return new HealthEvidence(
                score, run.attempts(), run.failures(), run.distinctRequests(), List.copyOf(run.workers()));
    }

    static HealthEvidence noEvidence() {
        return new HealthEvidence(0.0, 0L, Map.of(), 0L, List.of());
    }

    static HealthWindow window(Duration length, Tally tally) {
        LatencyHistogram latencies = tally.latencies();
        return new HealthWindow(
                length.toMillis(),
                tally.attempts(),
                tally.failures(),
                latencies.quantile(0.5).toMillis(),
                latencies.quantile(0.95).toMillis(),
                latencies.quantile(0.99).toMillis(),
                tally.tokensPerSecond(),
                tally.costMicroUsd());
    }
}
