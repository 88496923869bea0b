package io.tieline.testing.checker;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a run is judged by.
 *
 * @param attemptCap most calls for a request; probes that are made with the last one left are free
 * @param costBound most that may be billed, as a multiple of what each completed request's cheapest answer costs
 * @param deadlineSlack how long after its deadline a reply may be seen
 * @param downGrace how long after it is known to be down an endpoint may still be called
 * @param wordsFade a word of the health table counts for so long unless it is said again: dispatchers go by it for 15 s, but of
 *     the last one before a silence they may not hear before its end, and the one before is up to 5 s older
 * @param probesAtATime most probes of one endpoint at a time
 * @param cuts which faults cut off calls, so that they are repeated
 * @param fairness whose waiting is compared; empty: nobody's
 */
public record Rules(
        int attemptCap,
        double costBound,
        Duration deadlineSlack,
        Duration downGrace,
        Duration wordsFade,
        int probesAtATime,
        Cuts cuts,
        Optional<Fairness> fairness) {
    /** What suits most runs. */
    public static final Rules DEFAULTS = new Rules(
            4,
            1.1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            1,
            new Cuts(Set.of("kill", "halt", "stop", "blackhole"), Set.of(), Duration.ofSeconds(2)),
            Optional.empty());

    /**
     * Faults that cut off calls.
     *
     * @param faults their names
     * @param bystanders parts whose faults cut off no call, whatever they are
     * @param settleGrace a call that ended so shortly before such a fault may be repeated too
     */
    public record Cuts(Set<String> faults, Set<String> bystanders, Duration settleGrace) {
        public Cuts {
            faults = Set.copyOf(faults);
            bystanders = Set.copyOf(bystanders);
        }

        boolean isOne(String fault, String part) {
            return faults.contains(fault) && !bystanders.contains(part);
        }
    }

    /**
     * A tenant that stays within its quota, alone and beside others.
     *
     * @param factor how many times longer it may wait beside others, at the 99th percentile
     * @param slack what it may wait longer in any case
     */
    public record Fairness(String tenant, String soloPhase, String sharedPhase, double factor, Duration slack) {}

    public Rules withAttemptCap(int calls) {
        return new Rules(calls, costBound, deadlineSlack, downGrace, wordsFade, probesAtATime, cuts, fairness);
    }

    public Rules withCostBound(double bound) {
        return new Rules(attemptCap, bound, deadlineSlack, downGrace, wordsFade, probesAtATime, cuts, fairness);
    }

    public Rules withDeadlineSlack(Duration slack) {
        return new Rules(attemptCap, costBound, slack, downGrace, wordsFade, probesAtATime, cuts, fairness);
    }

    /** Parts that are no part of the way from a request to its reply. */
    public Rules withBystanders(Set<String> parts) {
        Cuts without = new Cuts(cuts.faults(), parts, cuts.settleGrace());
        return new Rules(attemptCap, costBound, deadlineSlack, downGrace, wordsFade, probesAtATime, without, fairness);
    }

    public Rules withFairness(Fairness compared) {
        return new Rules(
                attemptCap, costBound, deadlineSlack, downGrace, wordsFade, probesAtATime, cuts, Optional.of(compared));
    }
}
