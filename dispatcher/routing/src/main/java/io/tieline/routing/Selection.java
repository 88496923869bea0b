package io.tieline.routing;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One look over the candidates of a request. They are asked in the order of its plan, but for those that fall together
 * with an endpoint that has just failed it: these come behind all others.
 */
final class Selection {
    /** However fast an endpoint usually is, a last call is given this much time. */
    private static final Duration LEAST_TIME_FOR_A_CALL = Duration.ofSeconds(5);

    /** When a view that lags behind is asked again: at once would be for ever. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

    /** Calls under way end any moment, and nobody tells those who wait for the money. */
    private static final Duration UNTIL_MONEY_IS_BACK = Duration.ofSeconds(1);

    private static final String FAILED_IT = "failed this request a moment ago";
    private static final String FELL_TOO =
            "falls together with an endpoint that failed this request a moment ago, or keeps it waiting";

    private final Errand errand;
    private final Attempts attempts;
    private final HealthView health;
    private final Capacity capacity;
    private final Purse purse;
    private final Instant now;
    private final Instant allRestedAt;
    private final List<Exclusion> exclusions;

    /** Admitted, but without room. */
    private final List<Endpoint> full = new ArrayList<>(0);

    /** Not meant to get this request, if anybody else can take it. */
    private @Nullable Endpoint reserve;

    /** Nobody knows whether it works: worse than waiting for room. */
    private @Nullable Endpoint lastResort;

    private @Nullable Instant nextChance;

    Selection(Errand errand, Attempts attempts, HealthView health, Capacity capacity, Purse purse, Instant now) {
        this.errand = errand;
        this.attempts = attempts;
        this.health = health;
        this.capacity = capacity;
        this.purse = purse;
        this.now = now;
        this.allRestedAt = attempts.allRestedAt();
        this.exclusions = new ArrayList<>(errand.plan().ruledOut());
    }

    Verdict choose() {
        Endpoint chosen = firstOpen(false);
        if (chosen == null && !attempts.isEmpty()) {
            chosen = firstOpen(true);
        }
        return verdict(chosen == null ? secondBest() : new Decision.Call(chosen));
    }

    private @Nullable Endpoint firstOpen(boolean amongTheFallen) {
        for (Plan.Candidate candidate : errand.plan().candidates()) {
            Endpoint endpoint = candidate.endpoint();
            if (attempts.fellWith(endpoint) == amongTheFallen && isOpen(candidate)) {
                // Finding out is for all: it doesn't wait behind them.
                if (capacity.hasRoom(endpoint) || health.admission(endpoint, now) instanceof Admission.Doubtful) {
                    excludeFallenBefore(endpoint, amongTheFallen);
                    return endpoint;
                }
                exclude(endpoint, "has no room at this moment");
                full.add(endpoint);
            }
        }
        return null;
    }

    /** Those that would have come before it, had they or their like not failed. */
    private void excludeFallenBefore(Endpoint chosen, boolean amongTheFallen) {
        if (amongTheFallen || attempts.isEmpty()) {
            return;
        }
        for (Plan.Candidate candidate : errand.plan().candidates()) {
            Endpoint endpoint = candidate.endpoint();
            if (endpoint.equals(chosen)) {
                return;
            }
            if (attempts.fellWith(endpoint)) {
                exclude(endpoint, attempts.lastFailureAt(endpoint) == null ? FELL_TOO : FAILED_IT);
            }
        }
    }

    private Decision secondBest() {
        if (reserve != null && full.isEmpty()) {
            full.add(reserve);
        }
        if (reserve != null && capacity.hasRoom(reserve)) {
            return callAfterAll(reserve);
        }
        if (!full.isEmpty()) {
            Instant until = nextChance == null ? errand.deadline() : earliest(nextChance, errand.deadline());
            return new Decision.AwaitRoom(full, until);
        }
        if (lastResort != null) {
            return callAfterAll(lastResort);
        }
        return nextChance == null ? nobodyLeft() : waitOrPark(nextChance);
    }

    private Decision callAfterAll(Endpoint endpoint) {
        exclusions.removeIf(exclusion -> exclusion.endpointId().equals(endpoint.id()));
        return new Decision.Call(endpoint);
    }

    /** The end, with what stands in the candidates' way at this moment. */
    Verdict ended(Decision.Finish end) {
        for (Plan.Candidate candidate : errand.plan().candidates()) {
            isOpen(candidate);
        }
        return verdict(end);
    }

    private boolean isOpen(Plan.Candidate candidate) {
        Endpoint endpoint = candidate.endpoint();
        String ruledOut = attempts.ruledOut(endpoint);
        if (ruledOut != null) {
            return exclude(endpoint, ruledOut);
        }
        Purse.Answer money = purse.affords(errand.plan().tenant(), candidate.estimateMicroUsd(), now);
        if (money != Purse.Answer.AFFORDED) {
            return isTooDear(endpoint, money);
        }
        Instant rested = latest(attempts.restedAt(endpoint), allRestedAt);
        if (rested.isAfter(now)) {
            return later(endpoint, rested, FAILED_IT);
        }
        return switch (health.admission(endpoint, now)) {
            case Admission.Admitted _ -> isOpenToLastAttempt(endpoint);
            case Admission.Limited(double share, String why) ->
                isOpenToLastAttempt(endpoint)
                        && (Lot.of(errand.requestId(), endpoint.id().hashCode()) < share || inReserve(endpoint, why));
            case Admission.Denied(Instant until, String why) -> later(endpoint, until, why);
            case Admission.Doubtful(Instant since, String why) -> isOpenToProbe(endpoint, since, why);
        };
    }

    private boolean isTooDear(Endpoint endpoint, Purse.Answer money) {
        Why why = new Why.Budget(errand.plan().tenant().name(), money);
        exclusions.add(new Exclusion(endpoint.id(), why));
        if (money == Purse.Answer.SET_ASIDE) {
            chance(now.plus(UNTIL_MONEY_IS_BACK));
        }
        return false;
    }

    /** Where a request failed and nobody else has succeeded since, nobody knows whether it is the request's fault. */
    private boolean isOpenToLastAttempt(Endpoint candidate) {
        Instant failedAt = attempts.lastFailureAt(candidate);
        boolean unknown = failedAt != null && !health.workedSince(candidate, failedAt);
        return !unknown
                || !isKeptFrom(candidate)
                || later(
                        candidate,
                        nextLook(candidate),
                        "failed this request, and nobody has succeeded there since; the last attempt is kept");
    }

    private boolean isOpenToProbe(Endpoint candidate, Instant since, String why) {
        boolean othersWill = errand.lane() == Lane.INTERACTIVE
                && since.plus(Router.INTERACTIVE_RELUCTANCE).isAfter(now);
        boolean reluctant = othersWill || isKeptFrom(candidate);
        if (reluctant) {
            lastResort = lastResort == null ? candidate : lastResort;
            exclude(candidate, why + "; others are asked first");
        }
        return !reluctant;
    }

    private boolean inReserve(Endpoint candidate, String why) {
        reserve = reserve == null ? candidate : reserve;
        return exclude(candidate, why);
    }

    /** Were even the only attempt of a request kept, nobody might ever find out. */
    private boolean isKeptFrom(Endpoint candidate) {
        return attempts.hasOneLeft() && keptUntil(candidate).isAfter(now);
    }

    /** The call needs its time, but half of the time since the last failure is waited at least. */
    private Instant keptUntil(Endpoint candidate) {
        Instant deadline = errand.deadline();
        Duration half = Duration.between(attempts.last().endedAt(), deadline).dividedBy(2);
        return latest(deadline.minus(timeFor(candidate)), deadline.minus(half));
    }

    private Duration timeFor(Endpoint candidate) {
        Duration twice = health.usual(candidate).multipliedBy(2);
        Duration ample = twice.compareTo(LEAST_TIME_FOR_A_CALL) > 0 ? twice : LEAST_TIME_FOR_A_CALL;
        return ample.compareTo(candidate.timeout()) < 0 ? ample : candidate.timeout();
    }

    private Instant nextLook(Endpoint candidate) {
        Instant look = latest(now.plus(Router.PATIENCE), now.plus(Backoff.after(errand.requestId(), attempts.count())));
        return earliest(look, keptUntil(candidate));
    }

    private boolean later(Endpoint candidate, Instant until, String reason) {
        chance(until.isAfter(now) ? until : now.plus(SHORTEST_WAIT));
        return exclude(candidate, reason);
    }

    private void chance(Instant chance) {
        nextChance = nextChance == null ? chance : earliest(nextChance, chance);
    }

    private boolean exclude(Endpoint candidate, String reason) {
        exclusions.add(new Exclusion(candidate.id(), reason));
        return false;
    }

    private Decision waitOrPark(Instant chance) {
        Instant until = earliest(chance, errand.deadline());
        Instant waitingSince = attempts.isEmpty()
                ? errand.takenAt()
                : latest(errand.takenAt(), attempts.last().endedAt());
        String reason = "no candidate can be called now: " + exclusions;
        boolean takesLong = until.isAfter(waitingSince.plus(Router.PATIENCE));
        return takesLong && isWorthParking() ? new Decision.Park(until, reason) : new Decision.Wait(until, reason);
    }

    /** What was parked waits in its place, and where nobody at all can be called, its place is of use to nobody. */
    private boolean isWorthParking() {
        return errand.lane() != Lane.PARKED && health.anyAdmitted(now);
    }

    private Decision nobodyLeft() {
        if (!attempts.isEmpty()) {
            return Router.failed(attempts.last().code(), "no other candidate may serve this request");
        }
        ErrorCode code = furthest();
        return new Decision.Finish(Outcome.REJECTED, code, "no candidate may serve this request: " + inWords(code));
    }

    /** The rules are asked in their order: what ruled out the candidate that got furthest is what is in the way. */
    private ErrorCode furthest() {
        ErrorCode furthest = ErrorCode.POLICY_NO_ELIGIBLE_ENDPOINT;
        int most = -1;
        for (Exclusion exclusion : exclusions) {
            int rank = exclusion.why().rank();
            if (rank > most) {
                most = rank;
                furthest = exclusion.why().code();
            }
        }
        return furthest;
    }

    private String inWords(ErrorCode code) {
        return exclusions.stream()
                        .filter(exclusion -> exclusion.why().code() == code)
                        .findFirst()
                        .map(Exclusion::toString)
                        .orElse("there is none")
                + (exclusions.size() > 1 ? " (the evidence names all " + exclusions.size() + ")" : "");
    }

    private Verdict verdict(Decision decision) {
        return new Verdict(decision, exclusions);
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
