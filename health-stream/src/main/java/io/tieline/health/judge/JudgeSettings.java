package io.tieline.health.judge;

import java.time.Duration;
import java.util.List;

/**
 * The constants of the judgement. {@link #DEFAULTS} holds what {@code docs/health.md} explains and the simulation of
 * {@code docs/health-simulation.md} measures.
 *
 * @param decided score at which the evidence is enough to take an endpoint out (h of the cumulative sum)
 * @param usualRate least rate of failures that counts as usual, 0 to 1 (p0)
 * @param sickRate least rate of failures that counts as sick, 0 to 1 (p1)
 * @param leastSpan time that the evidence must span at least
 * @param leastRequests different requests that it must come from
 * @param evidenceFades evidence is forgotten when no failure came for so long
 * @param workerLives a worker counts as alive for so long after its last attempt
 * @param shortestPause least time without a call after an endpoint went down
 * @param longestPause most time between two probes
 * @param probesToRecover probes in a row that must succeed
 * @param ramp shares of the traffic that a recovering endpoint gets, one step after the other
 * @param shortestStep least time that a step lasts
 * @param longestStep a step without failures ends after this, however few calls there were
 * @param stepSuccesses calls that must succeed for a step to end before that
 * @param relapseForgotten an endpoint that was healthy for so long starts with the shortest pause again
 */
public record JudgeSettings(
        double decided,
        double usualRate,
        double sickRate,
        Duration leastSpan,
        int leastRequests,
        Duration evidenceFades,
        Duration workerLives,
        Duration shortestPause,
        Duration longestPause,
        int probesToRecover,
        List<Double> ramp,
        Duration shortestStep,
        Duration longestStep,
        int stepSuccesses,
        Duration relapseForgotten) {
    public static final JudgeSettings DEFAULTS = new JudgeSettings(
            18,
            0.03,
            0.30,
            Duration.ofSeconds(1),
            3,
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            5,
            List.of(0.10, 0.25, 0.50, 1.0),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            5,
            Duration.ofMinutes(10));

    public JudgeSettings {
        ramp = List.copyOf(ramp);
    }

    /** Score at which an endpoint is suspected, and at which one that recovers is taken out again. */
    double suspected() {
        return decided / 2;
    }

    /** Score below which a suspicion is dropped. */
    double acquitted() {
        return decided / 4;
    }
}
