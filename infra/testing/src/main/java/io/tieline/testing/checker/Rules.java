package io.tieline.testing.checker;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a run is judged by.
 *
 * @param attemptCap most calls for a request, without probes
 * @param costBound most that may be billed, as a multiple of what each completed request's cheapest answer costs
 * @param deadlineSlack how long after its deadline a reply may be seen
 * @param downGrace how long after it is known to be down an endpoint may still be called
 * @param wordsFade a word of the health table counts for so long unless it is said again
 * @param probesAtATime most probes of one endpoint at a time
 * @param cutting names of faults that cut off calls, so that they are repeated
 * @param bystanders parts whose faults cut off no call, whatever they are
 * @param settleGrace a call that ended so shortly before such a fault may be repeated too
 * @param fairness whose waiting is compared; empty: nobody's
 */
public record Rules(
        int attemptCap,
        double costBound,
        Duration deadlineSlack,
        Duration downGrace,
        Duration wordsFade,
        int probesAtATime,
        Set<String> cutting,
        Set<String> bystanders,
        Duration settleGrace,
        Optional<Fairness> fairness) {
    /** What suits most runs. */
    public static final Rules DEFAULTS = new Rules(
            4,
            1.1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            1,
            Set.of("kill", "halt", "stop", "blackhole"),
            Set.of(),
            Duration.ofSeconds(2),
            Optional.empty());

    /**
     * A tenant that stays within its quota, alone and beside others.
     *
     * @param factor how many times longer it may wait beside others, at the 99th percentile
     * @param slack what it may wait longer in any case
     */
    public record Fairness(String tenant, String soloPhase, String sharedPhase, double factor, Duration slack) {}

    public Rules {
        cutting = Set.copyOf(cutting);
        bystanders = Set.copyOf(bystanders);
    }

    public Rules withAttemptCap(int calls) {
        return new Rules(
                calls,
                costBound,
                deadlineSlack,
                downGrace,
                wordsFade,
                probesAtATime,
                cutting,
                bystanders,
                settleGrace,
                fairness);
    }

    public Rules withCostBound(double bound) {
        return new Rules(
                attemptCap,
                bound,
                deadlineSlack,
                downGrace,
                wordsFade,
                probesAtATime,
                cutting,
                bystanders,
                settleGrace,
                fairness);
    }

    public Rules withDeadlineSlack(Duration slack) {
        return new Rules(
                attemptCap,
                costBound,
                slack,
                downGrace,
                wordsFade,
                probesAtATime,
                cutting,
                bystanders,
                settleGrace,
                fairness);
    }

    public Rules withDownGrace(Duration grace) {
        return new Rules(
                attemptCap,
                costBound,
                deadlineSlack,
                grace,
                wordsFade,
                probesAtATime,
                cutting,
                bystanders,
                settleGrace,
                fairness);
    }

    public Rules withProbesAtATime(int probes) {
        return new Rules(
                attemptCap,
                costBound,
                deadlineSlack,
                downGrace,
                wordsFade,
                probes,
                cutting,
                bystanders,
                settleGrace,
                fairness);
    }

    /** Which faults cut off calls, and how long before such a fault a call may have ended and still be repeated. */
    public Rules withCutting(Set<String> faults, Duration grace) {
        return new Rules(
                attemptCap,
                costBound,
                deadlineSlack,
                downGrace,
                wordsFade,
                probesAtATime,
                faults,
                bystanders,
                grace,
                fairness);
    }

    /** Parts that are no part of the way from a request to its reply. */
    public Rules withBystanders(Set<String> parts) {
        return new Rules(
                attemptCap,
                costBound,
                deadlineSlack,
                downGrace,
                wordsFade,
                probesAtATime,
                cutting,
                parts,
                settleGrace,
                fairness);
    }

    public Rules withFairness(Fairness compared) {
        return new Rules(
                attemptCap,
                costBound,
                deadlineSlack,
                downGrace,
                wordsFade,
                probesAtATime,
                cutting,
                bystanders,
                settleGrace,
                Optional.of(compared));
    }
}
