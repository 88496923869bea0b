package io.tieline.simulation;

import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** One endpoint under steady traffic: how soon a rule sees that it fails, and how often it sees what isn't there. */
final class Grid {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TOOK = Duration.ofMillis(200);
    private static final Duration CALM = Duration.ofMinutes(2);
    private static final double CALM_ERRORS = 0.01;
    private static final double HALF_OF_IT = 0.5;
    private static final int CALLS_BETWEEN_BURSTS = 5_000;

    private final Endpoint endpoint = Models.endpoints().getFirst();
    private final int workers;
    private final BiFunction<List<Endpoint>, Instant, Policy> rule;

    Grid(int workers, BiFunction<List<Endpoint>, Instant, Policy> rule) {
        this.workers = workers;
        this.rule = rule;
    }

    /**
     * Times from the moment at which calls begin to fail until half of the traffic was elsewhere.
     *
     * @param errors share of calls that fail then, 0 to 1
     * @param runs how often it is tried; a run that takes longer than the limit gives no time
     */
    List<Duration> detections(long seed, double perSecond, double errors, int runs, Duration limit) {
        List<Duration> times = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            detection(new SplittableRandom(seed + run), perSecond, errors, limit)
                    .ifPresent(times::add);
        }
        return times;
    }

    private Optional<Duration> detection(SplittableRandom random, double perSecond, double errors, Duration limit) {
        Policy policy = rule.apply(List.of(endpoint), START);
        Instant onset = START.plus(CALM);
        Instant end = onset.plus(limit);
        for (Instant now = START; now.isBefore(end); now = now.plusNanos(gap(random, perSecond))) {
            policy.tick(now);
            boolean ill = !now.isBefore(onset);
            call(policy, random, now, random.nextDouble() < (ill ? errors : CALM_ERRORS));
            if (ill && policy.admitted(endpoint, now.plus(TOOK)) <= HALF_OF_IT) {
                return Optional.of(Duration.between(onset, now));
            }
        }
        return Optional.empty();
    }

    /**
     * How often it is taken out, a day, by errors that are no outage.
     *
     * @param errors share of calls that fail, each by itself, 0 to 1
     * @param burst how many calls of one worker are cut off together, about every {@link #CALLS_BETWEEN_BURSTS} calls
     */
    double falseAlarms(long seed, double perSecond, double errors, int burst, int days) {
        SplittableRandom random = new SplittableRandom(seed);
        Policy policy = rule.apply(List.of(endpoint), START);
        Instant end = START.plus(Duration.ofDays(days));
        for (Instant now = START; now.isBefore(end); now = now.plusNanos(gap(random, perSecond))) {
            policy.tick(now);
            call(policy, random, now, random.nextDouble() < errors);
            if (burst > 0 && random.nextInt(CALLS_BETWEEN_BURSTS) == 0) {
                cutOff(policy, random, now, burst);
            }
        }
        return policy.timesTakenOut(endpoint) / days;
    }

    private void call(Policy policy, SplittableRandom random, Instant now, boolean fails) {
        String requestId = String.valueOf(random.nextLong());
        policy.enter(random.nextInt(workers), endpoint, requestId, now)
                .ifPresent(call -> policy.ended(
                        call,
                        new Outcome(fails ? Optional.of(ErrorCode.PROVIDER_OVERLOADED) : Optional.empty(), TOOK),
                        now));
    }

    private void cutOff(Policy policy, SplittableRandom random, Instant now, int calls) {
        int worker = random.nextInt(workers);
        for (int i = 0; i < calls; i++) {
            policy.enter(worker, endpoint, String.valueOf(random.nextLong()), now)
                    .ifPresent(call ->
                            policy.ended(call, new Outcome(Optional.of(ErrorCode.PROVIDER_STREAM_BROKEN), TOOK), now));
        }
    }

    private static long gap(SplittableRandom random, double perSecond) {
        return (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
    }
}
