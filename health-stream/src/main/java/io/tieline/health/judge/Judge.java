package io.tieline.health.judge;

import io.tieline.health.judge.Condition.Down;
import io.tieline.health.judge.Condition.Healthy;
import io.tieline.health.judge.Condition.Probing;
import io.tieline.health.judge.Condition.Recovering;
import io.tieline.health.judge.Condition.Suspect;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges one endpoint: feeds the detector and moves the condition. Time is what callers say it is; it must not run
 * backwards. Mutable, not thread-safe.
 */
public final class Judge {
    private static final int WORKERS_KEPT = 64;

    private final String endpointId;
    private final JudgeSettings settings;
    private final Map<String, Instant> workers = new TreeMap<>();
    private Detector detector;
    private Condition condition;

    /** Failed probes and failed recoveries since it was last healthy for long. */
    private int relapses;

    /** Calls that began under an earlier epoch tell of the time before the last recovery. */
    private long countsFrom;

    public Judge(String endpointId, JudgeSettings settings, Instant now) {
        this.endpointId = endpointId;
        this.settings = settings;
        this.detector = new Detector(settings);
        this.condition = Healthy.initial(now);
    }

    /** As it was stored. */
    public static Judge restored(
            String endpointId,
            JudgeSettings settings,
            Condition condition,
            Detector detector,
            int relapses,
            long countsFrom,
            Map<String, Instant> workers) {
        Judge judge = new Judge(endpointId, settings, condition.since());
        judge.condition = condition;
        judge.detector = detector;
        judge.relapses = relapses;
        judge.countsFrom = countsFrom;
        judge.workers.putAll(workers);
        return judge;
    }

    /** Takes note of how a call went. */
    public void observe(Observation seen, Instant now) {
        saw(seen.workerId(), now);
        condition = switch (condition) {
            case Healthy healthy -> weigh(healthy, seen, now);
            case Suspect suspect -> weigh(suspect, seen, now);
            // Whoever called it before it went down may still be waiting: that tells nothing of now.
            case Down down -> down;
            case Probing probing -> isResultOf(probing, seen) ? probed(probing, seen, now) : probing;
            case Recovering recovering -> weigh(recovering, seen, now);
        };
    }

    /** Lets time pass. */
    public void tick(Instant now) {
        condition = switch (condition) {
            case Healthy healthy -> {
                detector.forgetFaded(now);
                if (lasted(healthy.since(), settings.relapseForgotten(), now)) {
                    relapses = 0;
                }
                yield healthy;
            }
            case Suspect suspect -> {
                detector.forgetFaded(now);
                yield suspectOrAcquitted(suspect, now);
            }
            case Down down -> now.isBefore(down.until()) ? down : down.allowProbe(now);
            case Probing probing ->
                probing.grant().filter(grant -> !now.isBefore(grant.until())).isPresent() ? probing.reopen() : probing;
            case Recovering recovering -> {
                detector.forgetFaded(now);
                yield relapseOrAdvance(recovering, now);
            }
        };
    }

    /**
     * Somebody asks for the probe. It is granted to the first who asks in the present epoch.
     *
     * @param until when its call will have ended
     */
    public void claim(String workerId, long seenEpoch, Instant until) {
        if (condition instanceof Probing probing && probing.grant().isEmpty() && probing.epoch() == seenEpoch) {
            condition = probing.grantTo(new Grant(workerId, until));
        }
    }

    private Condition weigh(Healthy healthy, Observation seen, Instant now) {
        if (isOfBefore(seen)) {
            return healthy;
        }
        detector.weigh(seen, now);
        if (detector.score() < settings.suspected()) {
            return healthy;
        }
        return convictOrSuspect(healthy.suspect(reason(), now), now);
    }

    private Condition weigh(Suspect suspect, Observation seen, Instant now) {
        if (isOfBefore(seen)) {
            return suspect;
        }
        detector.weigh(seen, now);
        return suspectOrAcquitted(suspect, now);
    }

    private Condition suspectOrAcquitted(Suspect suspect, Instant now) {
        return detector.score() <= settings.acquitted()
                ? suspect.acquit(
                        Reason.fine("the failures stopped: " + suspect.reason().words()), now)
                : convictOrSuspect(suspect, now);
    }

    private Condition convictOrSuspect(Suspect suspect, Instant now) {
        return detector.convinces(settings.decided(), alive(now), now)
                ? suspect.convict(reason(), now, now.plus(pause()))
                : suspect.because(reason());
    }

    private Condition weigh(Recovering recovering, Observation seen, Instant now) {
        if (isOfBefore(seen)) {
            return recovering;
        }
        detector.weigh(seen, now);
        return relapseOrAdvance(seen.sign() == Observation.Sign.GOOD ? recovering.oneMoreSuccess() : recovering, now);
    }

    private Condition relapseOrAdvance(Recovering recovering, Instant now) {
        if (detector.convinces(settings.suspected(), alive(now), now)) {
            relapses++;
            return recovering.relapse(reason(), now, now.plus(pause()));
        }
        return isStepOver(recovering, now) ? advance(recovering, now) : recovering;
    }

    /** Not enough for a relapse may still be too much for more traffic: what fails at one dispatcher of several, say. */
    private boolean isStepOver(Recovering recovering, Instant now) {
        boolean proven = recovering.stepSuccesses() >= settings.stepSuccesses()
                && lasted(recovering.stepSince(), settings.shortestStep(), now)
                && detector.score() < settings.suspected();
        boolean calm = lasted(recovering.stepSince(), settings.longestStep(), now)
                && detector.evidence().isEmpty();
        return proven || calm;
    }

    private Condition advance(Recovering recovering, Instant now) {
        return recovering.step() + 1 < settings.ramp().size()
                ? recovering.nextStep(now)
                : recovering.complete(Reason.fine("it took all of its traffic back without failing"), now);
    }

    private static boolean isResultOf(Probing probing, Observation seen) {
        return probing.grant()
                        .filter(grant -> grant.workerId().equals(seen.workerId()))
                        .isPresent()
                && seen.seenEpoch().isPresent()
                && seen.seenEpoch().getAsLong() == probing.epoch();
    }

    private Condition probed(Probing probing, Observation seen, Instant now) {
        return switch (seen.sign()) {
            case GOOD, REACHABLE ->
                probing.successes() + 1 < settings.probesToRecover() ? probing.oneMoreSuccess() : recover(probing, now);
            case BAD, BROKEN_CONNECTION -> {
                relapses++;
                Reason why = new Reason(seen.code(), "a probe failed: " + seen.code());
                yield probing.relapse(why, now, now.plus(pause()));
            }
            case NONE -> probing.reopen();
        };
    }

    private Recovering recover(Probing probing, Instant now) {
        detector.forget();
        String words = settings.probesToRecover() + " probes in a row succeeded; its traffic comes back in steps";
        Recovering recovering = probing.recover(Reason.fine(words), now);
        countsFrom = recovering.epoch();
        return recovering;
    }

    private boolean isOfBefore(Observation seen) {
        return seen.seenEpoch().isPresent() && seen.seenEpoch().getAsLong() < countsFrom;
    }

    private Reason reason() {
        return Reason.of(detector.evidence().orElseThrow());
    }

    /** Doubled with each relapse, longer by up to a half so that endpoints don't probe in step, and bounded. */
    private Duration pause() {
        double factor = 1 + 0.5 * jitter();
        double millis = settings.shortestPause().toMillis() * Math.pow(2, Math.min(relapses, 20)) * factor;
        return Duration.ofMillis(
                (long) Math.min(millis, (double) settings.longestPause().toMillis()));
    }

    /** 0 to 1, the same for the same endpoint and epoch: the judgement stays repeatable. */
    private double jitter() {
        int mixed = (endpointId.hashCode() * 31 + Long.hashCode(condition.epoch())) * 0x9E3779B9;
        return Integer.toUnsignedLong(mixed) / (double) (1L << 32);
    }

    private void saw(String workerId, Instant now) {
        workers.put(workerId, now);
        if (workers.size() > WORKERS_KEPT) {
            workers.values().removeIf(last -> lasted(last, settings.workerLives(), now));
        }
    }

    private int alive(Instant now) {
        return (int) workers.values().stream()
                .filter(last -> !lasted(last, settings.workerLives(), now))
                .count();
    }

    private static boolean lasted(Instant since, Duration length, Instant now) {
        return Duration.between(since, now).compareTo(length) >= 0;
    }

    public Condition condition() {
        return condition;
    }

    public Detector detector() {
        return detector;
    }

    /** Failed probes and failed recoveries since it was last healthy for long. */
    public int relapses() {
        return relapses;
    }

    /** Epoch of the last recovery: calls that began under an earlier one don't count. */
    public long countsFrom() {
        return countsFrom;
    }

    /** When each worker was last seen. */
    public Map<String, Instant> workers() {
        return new TreeMap<>(workers);
    }

    /** Share of its traffic that the endpoint gets, 0 to 1. */
    public double admitted() {
        return switch (condition) {
            case Healthy _ -> 1;
            case Suspect _ -> 0.5;
            case Down _, Probing _ -> 0;
            case Recovering recovering -> settings.ramp().get(recovering.step());
        };
    }
}
