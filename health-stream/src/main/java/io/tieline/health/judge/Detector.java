package io.tieline.health.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Weighs the outcomes of calls: a one-sided Bernoulli CUSUM (Page 1954). The score is
 * {@code S = clamp(0, 1.5 h, S + w)} with {@code w = ln(p1/p0)} for a failure and {@code w = ln((1-p1)/(1-p0))} for a
 * success, where p0 is the usual rate of failures, learnt from the endpoint itself, and p1 the least that is sick. With
 * independent failures at the usual rate the mean number of calls until a false alarm is at least {@code e^h} (Lorden).
 *
 * <p>Failures aren't independent, so some don't count: a request counts once in a run of evidence, and connections that
 * broke at the same moment at the same worker count as one. Mutable, not thread-safe.
 */
public final class Detector {
    /** A calmly learnt rate: one outcome in so many. */
    private static final double LEARNING = 1.0 / 2_000;

    private static final double HIGHEST_USUAL_RATE = 0.2;
    private static final double HIGHEST_FACTOR = 1.5;

    /** Connections that break within this time of each other broke for one reason. */
    private static final Duration SAME_CAUSE = Duration.ofMillis(200);

    private final JudgeSettings settings;
    private double score;
    private double usualRate;
    private Optional<Evidence> evidence = Optional.empty();
    private final Map<String, Instant> brokenAt = new HashMap<>();

    Detector(JudgeSettings settings) {
        this.settings = settings;
    }

    /** As it was stored. */
    public static Detector restored(
            JudgeSettings settings, double score, double usualRate, Optional<Evidence> evidence) {
        Detector detector = new Detector(settings);
        detector.score = score;
        detector.usualRate = usualRate;
        detector.evidence = evidence;
        return detector;
    }

    /** Weighs one outcome; those that tell nothing of health change nothing. */
    void weigh(Observation seen, Instant at) {
        forgetFaded(at);
        if (seen.isFailure()) {
            failure(seen, at);
        } else if (seen.sign() == Observation.Sign.GOOD) {
            add(Math.log((1 - sick()) / (1 - usual())));
            evidence.ifPresent(Evidence::success);
            learn(0);
        }
    }

    private void failure(Observation seen, Instant at) {
        if (evidence.filter(known -> known.knows(seen.requestId())).isPresent() || sharesItsCause(seen, at)) {
            return;
        }
        if (evidence.isEmpty()) {
            evidence = Optional.of(new Evidence(at));
        }
        evidence.orElseThrow().failure(seen, at);
        add(Math.log(sick() / usual()));
        learn(1);
    }

    private boolean sharesItsCause(Observation seen, Instant at) {
        if (seen.sign() != Observation.Sign.BROKEN_CONNECTION) {
            return false;
        }
        Instant last = brokenAt.put(seen.workerId(), at);
        boolean shared = last != null && Duration.between(last, at).compareTo(SAME_CAUSE) < 0;
        if (shared) {
            // Measured from the one that counted: a steady rain of broken connections has more than one cause.
            brokenAt.put(seen.workerId(), last);
        }
        return shared;
    }

    private void add(double weight) {
        score = Math.clamp(score + weight, 0, HIGHEST_FACTOR * settings.decided());
        if (score == 0) {
            evidence = Optional.empty();
            brokenAt.clear();
        }
    }

    /** Only calm times teach what is usual. */
    private void learn(int failed) {
        if (score < settings.suspected()) {
            usualRate += (failed - usualRate) * LEARNING;
        }
    }

    private double usual() {
        return Math.clamp(usualRate, settings.usualRate(), HIGHEST_USUAL_RATE);
    }

    private double sick() {
        return Math.max(settings.sickRate(), 4 * usual());
    }

    /** Drops evidence that nothing has been added to for long. */
    void forgetFaded(Instant now) {
        boolean faded = evidence.filter(
                        old -> Duration.between(old.lastFailure(), now).compareTo(settings.evidenceFades()) >= 0)
                .isPresent();
        if (faded) {
            forget();
        }
    }

    /** Starts again from nothing; what is usual stays known. */
    void forget() {
        score = 0;
        evidence = Optional.empty();
        brokenAt.clear();
    }

    /**
     * Whether the evidence is enough.
     *
     * @param threshold score that it takes
     * @param now the evidence must have stood for a while, so that a moment's trouble is no outage
     * @param workersAlive workers that call this endpoint at present; of several, at least two must have met failures
     */
    boolean convinces(double threshold, int workersAlive, Instant now) {
        return score >= threshold
                && evidence.filter(run -> isBroad(run, workersAlive, now)).isPresent();
    }

    private boolean isBroad(Evidence run, int workersAlive, Instant now) {
        return Duration.between(run.start(), now).compareTo(settings.leastSpan()) >= 0
                && run.distinctRequests() >= settings.leastRequests()
                && run.workers().size() >= Math.min(2, workersAlive);
    }

    public double score() {
        return score;
    }

    /** Learnt rate of failures in calm times, 0 to 1. */
    public double usualRate() {
        return usualRate;
    }

    public Optional<Evidence> evidence() {
        return evidence;
    }
}
