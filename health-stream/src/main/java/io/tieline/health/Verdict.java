package io.tieline.health;

import io.tieline.schemas.avro.HealthState;
import java.time.Instant;

/**
 * What is believed of an endpoint.
 *
 * @param since when this state began
 * @param epoch how often the state has changed; a higher one is newer
 * @param reason why, in words, with the figures it rests on
 */
record Verdict(HealthState state, Instant since, long epoch, String reason) {
    /** What is believed of an endpoint before its first attempt. */
    static Verdict initial(Instant now) {
        return new Verdict(HealthState.HEALTHY, now, 0, "no attempts yet");
    }

    /** The same state with today's reason, or the next epoch where the state is another. */
    Verdict next(HealthState nextState, String nextReason, Instant now) {
        return nextState == state
                ? new Verdict(state, since, epoch, nextReason)
                : new Verdict(nextState, now, epoch + 1, nextReason);
    }
}
