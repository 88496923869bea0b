package io.tieline.whatif.play;

import io.tieline.health.judge.Condition;
import io.tieline.health.judge.Grant;
import io.tieline.health.judge.Judge;
import io.tieline.health.judge.JudgeSettings;
import io.tieline.health.judge.Observation;
import io.tieline.health.measure.LatencyHistogram;
import io.tieline.health.measure.Measurements;
import io.tieline.health.measure.Sample;
import io.tieline.health.state.HealthRecords;
import io.tieline.health.state.Observations;
import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** One endpoint before the health stream's judge, and the word on it that the dispatchers have. */
final class Bench {
    private static final Duration PROBE_SLACK = Duration.ofSeconds(2);
    private static final double HALF = 0.5;

    private final Endpoint endpoint;
    private final Judge judge;
    private final Measurements measurements = new Measurements();
    private Duration slowest = Duration.ZERO;
    private Duration typical = Duration.ZERO;
    private boolean fresh;
    private EndpointStatus word;
    private Instant workedAt = Instant.MIN;
    private int timesOut;
    private boolean telling;

    Bench(Endpoint endpoint, Instant now) {
        this.endpoint = endpoint;
        this.judge = new Judge(endpoint.id(), JudgeSettings.DEFAULTS, now);
        this.word = status();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** What dispatchers go by. */
    EndpointStatus word() {
        return word;
    }

    /** When a call last succeeded. */
    Instant workedAt() {
        return workedAt;
    }

    /** How often it was taken out. */
    int timesOut() {
        return timesOut;
    }

    /** Whether it is believed to work, by the judge and by the dispatchers. */
    boolean isCalm() {
        return judge.condition() instanceof Condition.Healthy && !hasNews();
    }

    /** Whether the dispatchers don't know yet what the judge thinks. */
    boolean hasNews() {
        return judge.condition().epoch() != word.epoch();
    }

    /** Whether the judge's word is under way to the dispatchers. */
    boolean isTelling() {
        return telling;
    }

    void telling(boolean isUnderWay) {
        telling = isUnderWay;
    }

    /** The judge's word reaches the dispatchers. */
    void tell() {
        boolean tookCalls = word.takesCalls();
        word = status();
        timesOut += tookCalls && !word.takesCalls() ? 1 : 0;
    }

    /** A call has ended, or is overdue. */
    void observe(String code, String requestId, String worker, OptionalLong epoch, Instant now) {
        judge.observe(new Observation(Observations.sign(code), code, requestId, worker, epoch), now);
    }

    /** What a call that has ended was like. */
    void measure(Sample sample, boolean succeeded, Instant now) {
        measurements.add(sample, now);
        fresh = true;
        if (succeeded) {
            workedAt = now;
        }
    }

    /** Whether the one probe is this worker's. */
    boolean claim(String worker, Instant now) {
        judge.claim(worker, word.epoch(), now.plus(endpoint.timeout()).plus(PROBE_SLACK));
        if (!hasNews()) {
            return false;
        }
        boolean granted = judge.condition() instanceof Condition.Probing probing
                && probing.grant()
                        .filter(grant -> grant.workerId().equals(worker))
                        .isPresent();
        tell();
        return granted;
    }

    void tick(Instant now) {
        judge.tick(now);
    }

    /** Figures are told now and then, as long as there are new ones. */
    void figures(Instant now) {
        if (fresh) {
            LatencyHistogram latencies =
                    measurements.over(Measurements.FIVE_MINUTES, now).latencies();
            typical = latencies.quantile(HALF);
            slowest = measurements.slowest(now);
            fresh = false;
            if (!hasNews()) {
                word = status();
            }
        }
    }

    private EndpointStatus status() {
        Condition condition = judge.condition();
        Optional<String> prober = condition instanceof Condition.Probing probing
                ? probing.grant().map(Grant::workerId)
                : Optional.empty();
        return new EndpointStatus(
                HealthRecords.state(condition),
                condition.since(),
                condition.epoch(),
                judge.admitted(),
                prober,
                condition.reason().words(),
                HealthRecords.overdueAfter(slowest),
                slowest,
                typical);
    }
}
