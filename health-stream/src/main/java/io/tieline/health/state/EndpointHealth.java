package io.tieline.health.state;

import io.tieline.health.judge.Condition;
import io.tieline.health.judge.Judge;
import io.tieline.health.judge.JudgeSettings;
import io.tieline.health.measure.Measurements;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.ProbeClaim;
import java.time.Duration;
import java.time.Instant;

/** All that is known of one endpoint, and when it is time to say so. Has no clock of its own; not thread-safe. */
public final class EndpointHealth {
    /** Figures are published at most this often, so that a busy endpoint doesn't flood the table; changes at once. */
    public static final Duration NEWS_INTERVAL = Duration.ofSeconds(1);

    /** A quiet endpoint is published this often, so that readers can tell a quiet table from a dead one. */
    static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** An endpoint that nobody has called for so long is taken out of the table. */
    static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    /** What attempts, stamped by Kafka, may be ahead of the ticks of our own clock. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(10);

    private static final Duration LONGEST_CALL = Duration.ofHours(1);

    private static final Duration PROBE_SLACK = Duration.ofSeconds(2);

    private final EndpointId id;
    private final Judge judge;
    private final Measurements measurements;
    private Instant lastSeen;

    /** What the judge was told last; its time must not run backwards, and attempts have another clock than ticks. */
    private Instant time;

    /** Added to every moment, after a clock was set back: an hour back must not stop the judgement for an hour. */
    private Duration setBack = Duration.ZERO;

    private Instant publishedAt = Instant.EPOCH;
    private long publishedEpoch = -1;
    private boolean news;

    EndpointHealth(EndpointId id, Judge judge, Measurements measurements, Instant lastSeen) {
        this.id = id;
        this.judge = judge;
        this.measurements = measurements;
        this.lastSeen = lastSeen;
        this.time = lastSeen;
    }

    public static EndpointHealth unknown(EndpointId id, Instant now) {
        return new EndpointHealth(id, new Judge(id.name(), JudgeSettings.DEFAULTS, now), new Measurements(), now);
    }

    /** The same knowledge of an endpoint whose catalogue entry has changed, or of this one. */
    public EndpointHealth as(EndpointId newest) {
        if (newest.equals(id)) {
            return this;
        }
        EndpointHealth renamed = new EndpointHealth(newest, judge, measurements, lastSeen);
        renamed.time = time;
        renamed.setBack = setBack;
        renamed.publishedAt = publishedAt;
        renamed.publishedEpoch = publishedEpoch;
        renamed.news = true;
        return renamed;
    }

    /** Takes an attempt in that was written at this moment. */
    public void record(Attempt attempt, Instant at) {
        lastSeen = at.isAfter(lastSeen) ? at : lastSeen;
        Instant moment = notBackwards(at.plus(setBack));
        judge.observe(Observations.of(attempt), moment);
        if (!attempt.getCode().equals(ErrorCode.PROVIDER_OVERDUE.wire())) {
            measurements.add(Observations.sample(attempt), moment);
        }
        news = true;
    }

    /** Takes a claim in. One that comes late belongs to an epoch that is over, or is used late, or lapses. */
    public void claim(ProbeClaim claim, Instant now) {
        Duration call = Duration.ofMillis(Math.clamp(claim.getCallMillis(), 0, LONGEST_CALL.toMillis()));
        judge.claim(
                claim.getWorkerId(),
                claim.getSeenEpoch(),
                now.plus(setBack).plus(call).plus(PROBE_SLACK));
    }

    /** Lets time pass. */
    public void tick(Instant now) {
        Duration behind = Duration.between(now.plus(setBack), time);
        if (behind.compareTo(CLOCKS_DIFFER) > 0) {
            setBack = setBack.plus(behind);
        }
        judge.tick(notBackwards(now.plus(setBack)));
    }

    private Instant notBackwards(Instant at) {
        time = at.isAfter(time) ? at : time;
        return time;
    }

    /** Whether a record should be published now. A clock that was set back makes one due at once. */
    public boolean due(Instant now) {
        Duration silence = Duration.between(publishedAt, now);
        return judge.condition().epoch() != publishedEpoch
                || silence.isNegative()
                || silence.compareTo(news ? NEWS_INTERVAL : HEARTBEAT) >= 0;
    }

    public void published(Instant now) {
        publishedAt = now;
        publishedEpoch = judge.condition().epoch();
        news = false;
    }

    /** Nobody has called it for so long that it may not exist any more. */
    public boolean isForgotten(Instant now) {
        return Duration.between(lastSeen, now).compareTo(FORGOTTEN_AFTER) >= 0;
    }

    public EndpointId id() {
        return id;
    }

    public Condition condition() {
        return judge.condition();
    }

    public Judge judge() {
        return judge;
    }

    public Measurements measurements() {
        return measurements;
    }

    /** When it was last called, as far as is known. */
    public Instant lastSeen() {
        return lastSeen;
    }
}
