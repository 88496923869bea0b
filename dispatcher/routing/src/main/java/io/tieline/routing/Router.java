package io.tieline.routing;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what happens next to a request. Pure: the same arguments give the same verdict.
 *
 * <p>Three rules keep attempts for when they can help. A failed call makes the request leave that endpoint alone for a
 * while, so that others are asked first. Once all of them have failed it, it rests as a whole, longer each time (see
 * {@link Backoff}). And a request that has called before keeps its last attempt for an endpoint that is known to work,
 * until the deadline is so near that a later call could not end in time; should it find out for the fleet whether an
 * endpoint works again, that call isn't counted. So no outage uses up its attempts, and there is always somebody who finds
 * out that the outage is over.
 */
public final class Router {
    /** Longest time that a request is kept waiting in memory before it is parked. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Somebody waits for an interactive request: it probes only where nobody else has done so for this long. */
    static final Duration INTERACTIVE_RELUCTANCE = Duration.ofSeconds(5);

    /** However fast an endpoint usually is, a last call is given this much time. */
    private static final Duration LEAST_TIME_FOR_A_CALL = Duration.ofSeconds(5);

    /** When a health view that lags behind is asked again: at once would be for ever. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

    private Router() {}

    /**
     * Decides.
     *
     * @param tried the calls that failed so far, in order
     */
    public static Verdict decide(Errand errand, List<Tried> tried, HealthView health, Capacity capacity, Instant now) {
        Optional<Decision> end = endOfTheLine(errand, tried, now);
        return end.map(finish -> new Verdict(finish, List.of()))
                .orElseGet(() -> new Selection(errand, tried, health, capacity, now).choose());
    }

    private static Optional<Decision> endOfTheLine(Errand errand, List<Tried> tried, Instant now) {
        if (!now.isBefore(errand.deadline())) {
            return Optional.of(expired(errand, tried));
        }
        if (tried.isEmpty()) {
            return Optional.empty();
        }
        Tried last = tried.getLast();
        // Clocks tick coarsely: a call that the deadline ended may seem to have ended a moment before it.
        if (last.code() == ErrorCode.DEADLINE_EXCEEDED) {
            return Optional.of(expired(errand, tried));
        }
        if (ErrorPolicy.of(last.code()) == ErrorPolicy.FAIL) {
            return Optional.of(failed(last.code(), "refused by " + last.endpointId()));
        }
        if (used(tried, errand) >= errand.maxAttempts()) {
            return Optional.of(failed(
                    last.code(),
                    "all " + errand.maxAttempts() + " allowed calls failed, the last at " + last.endpointId()));
        }
        return Optional.empty();
    }

    /** Calls that count. Finding out for all is a service: with the last call left, it costs none. */
    private static int used(List<Tried> tried, Errand errand) {
        int used = 0;
        for (Tried call : tried) {
            boolean free = call.probe() && used > 0 && used == errand.maxAttempts() - 1;
            used += free ? 0 : 1;
        }
        return used;
    }

    private static Decision.Finish expired(Errand errand, List<Tried> tried) {
        String message = "the deadline " + errand.deadline() + " passed after " + tried.size() + " calls";
        return new Decision.Finish(Outcome.EXPIRED, ErrorCode.DEADLINE_EXCEEDED, message);
    }

    private static Decision.Finish failed(ErrorCode code, String message) {
        return new Decision.Finish(Outcome.FAILED, code, message);
    }

    /** One look over the candidates. */
    private static final class Selection {
        private final Errand errand;
        private final List<Tried> tried;
        private final HealthView health;
        private final Capacity capacity;
        private final Instant now;
        private final Instant allRestedAt;
        private final List<Exclusion> exclusions = new ArrayList<>();

        /** Admitted, but without a free slot. */
        private Optional<Endpoint> full = Optional.empty();

        /** Not meant to get this request, if anybody else can take it. */
        private Optional<Endpoint> reserve = Optional.empty();

        /** Nobody knows whether it works: worse than waiting for a slot. */
        private Optional<Endpoint> lastResort = Optional.empty();

        private Optional<Instant> nextChance = Optional.empty();

        Selection(Errand errand, List<Tried> tried, HealthView health, Capacity capacity, Instant now) {
            this.errand = errand;
            this.tried = tried;
            this.health = health;
            this.capacity = capacity;
            this.now = now;
            this.allRestedAt = restAfterFailingEverywhere();
        }

        Verdict choose() {
            for (Endpoint candidate : errand.candidates()) {
                if (isOpen(candidate)) {
                    if (capacity.hasRoom(candidate)) {
                        return verdict(new Decision.Call(candidate));
                    }
                    exclusions.add(new Exclusion(candidate.id(), "has no free slot at this dispatcher"));
                    full = full.or(() -> Optional.of(candidate));
                }
            }
            return reserve.filter(candidate -> full.isEmpty() || capacity.hasRoom(candidate))
                    .or(() -> full)
                    .or(() -> lastResort)
                    .map(this::callAfterAll)
                    .or(() -> nextChance.map(this::waitOrPark))
                    .orElseGet(this::nobodyLeft);
        }

        /** The caller waits for a slot there: a full endpoint works, so there is nothing to park for. */
        private Verdict callAfterAll(Endpoint endpoint) {
            exclusions.removeIf(exclusion -> exclusion.endpointId().equals(endpoint.id()));
            return verdict(new Decision.Call(endpoint));
        }

        private boolean isOpen(Endpoint candidate) {
            Optional<String> ruledOut = ruledOut(candidate);
            if (ruledOut.isPresent()) {
                exclusions.add(new Exclusion(candidate.id(), ruledOut.get()));
                return false;
            }
            Instant rested = latest(restedAt(candidate), allRestedAt);
            if (rested.isAfter(now)) {
                return later(candidate, rested, "failed this request a moment ago");
            }
            return switch (health.admission(candidate, now)) {
                case Admission.Admitted _ -> isOpenToLastAttempt(candidate);
                case Admission.Limited(double share, String why) ->
                    isOpenToLastAttempt(candidate)
                            && (Lot.of(errand.requestId(), candidate.id().hashCode()) < share
                                    || inReserve(candidate, why));
                case Admission.Denied(Instant until, String why) -> later(candidate, until, why);
                case Admission.Doubtful(Instant since, String why) -> isOpenToProbe(candidate, since, why);
            };
        }

        /** Where a request failed and nobody else has succeeded since, nobody knows whether it is the request's fault. */
        private boolean isOpenToLastAttempt(Endpoint candidate) {
            boolean unknown = lastFailureAt(candidate)
                    .filter(failedAt -> !health.workedSince(candidate, failedAt))
                    .isPresent();
            return !unknown
                    || !isKeptFrom(candidate)
                    || later(
                            candidate,
                            nextLook(candidate),
                            "failed this request, and nobody has succeeded there since; the last attempt is kept");
        }

        private boolean isOpenToProbe(Endpoint candidate, Instant since, String why) {
            boolean othersWill = errand.lane() == Lane.INTERACTIVE
                    && since.plus(INTERACTIVE_RELUCTANCE).isAfter(now);
            boolean reluctant = othersWill || isKeptFrom(candidate);
            if (reluctant) {
                lastResort = lastResort.or(() -> Optional.of(candidate));
                exclusions.add(new Exclusion(candidate.id(), why + "; others are asked first"));
            }
            return !reluctant;
        }

        private boolean inReserve(Endpoint candidate, String why) {
            reserve = reserve.or(() -> Optional.of(candidate));
            exclusions.add(new Exclusion(candidate.id(), why));
            return false;
        }

        /** Were even the only attempt of a request kept, nobody might ever find out. */
        private boolean isKeptFrom(Endpoint candidate) {
            return !tried.isEmpty()
                    && used(tried, errand) == errand.maxAttempts() - 1
                    && keptUntil(candidate).isAfter(now);
        }

        /** The call needs its time, but half of the time since the last failure is waited at least. */
        private Instant keptUntil(Endpoint candidate) {
            Instant deadline = errand.deadline();
            Duration half =
                    Duration.between(tried.getLast().endedAt(), deadline).dividedBy(2);
            return latest(deadline.minus(timeFor(candidate)), deadline.minus(half));
        }

        private Duration timeFor(Endpoint candidate) {
            Duration twice = health.usual(candidate).multipliedBy(2);
            Duration ample = twice.compareTo(LEAST_TIME_FOR_A_CALL) > 0 ? twice : LEAST_TIME_FOR_A_CALL;
            return ample.compareTo(candidate.timeout()) < 0 ? ample : candidate.timeout();
        }

        private Instant nextLook(Endpoint candidate) {
            Instant look = latest(now.plus(PATIENCE), now.plus(Backoff.after(errand.requestId(), tried.size())));
            return earliest(look, keptUntil(candidate));
        }

        /** Why it can't serve this request at any time; empty where it can. */
        private Optional<String> ruledOut(Endpoint candidate) {
            for (Tried failure : tried) {
                boolean here = failure.endpointId().equals(candidate.id());
                switch (ErrorPolicy.of(failure.code())) {
                    case LARGER_WINDOW -> {
                        if (candidate.contextWindow() <= windowOf(failure.endpointId())) {
                            return Optional.of("its context window is not larger than that of " + failure.endpointId()
                                    + ", for which the request is too long");
                        }
                    }
                    case NEVER_HERE -> {
                        if (here) {
                            return Optional.of("refused this request: " + failure.code());
                        }
                    }
                    case TRY_ELSEWHERE, FAIL -> {}
                }
            }
            return Optional.empty();
        }

        private int windowOf(String endpointId) {
            return errand.candidates().stream()
                    .filter(candidate -> candidate.id().equals(endpointId))
                    .mapToInt(Endpoint::contextWindow)
                    .findFirst()
                    .orElse(0);
        }

        private Instant restedAt(Endpoint candidate) {
            int failures = (int)
                    tried.stream().filter(failure -> isAt(candidate, failure)).count();
            return lastFailureAt(candidate)
                    .map(failedAt -> failedAt.plus(Backoff.after(errand.requestId(), failures)))
                    .orElse(Instant.MIN);
        }

        private Optional<Instant> lastFailureAt(Endpoint candidate) {
            return tried.reversed().stream()
                    .filter(failure -> isAt(candidate, failure))
                    .findFirst()
                    .map(Tried::endedAt);
        }

        private static boolean isAt(Endpoint candidate, Tried failure) {
            return failure.endpointId().equals(candidate.id());
        }

        /** When a request that failed everywhere is tried again anywhere. */
        private Instant restAfterFailingEverywhere() {
            if (tried.isEmpty()) {
                return Instant.MIN;
            }
            List<Endpoint> left = errand.candidates().stream()
                    .filter(candidate -> ruledOut(candidate).isEmpty())
                    .toList();
            if (left.isEmpty()
                    || !left.stream()
                            .allMatch(candidate -> lastFailureAt(candidate).isPresent())) {
                return Instant.MIN;
            }
            int more = Math.max(0, tried.size() - left.size());
            return tried.getLast().endedAt().plus(Backoff.afterAll(errand.requestId(), more));
        }

        private boolean later(Endpoint candidate, Instant until, String reason) {
            exclusions.add(new Exclusion(candidate.id(), reason));
            Instant chance = until.isAfter(now) ? until : now.plus(SHORTEST_WAIT);
            nextChance = Optional.of(nextChance.filter(chance::isAfter).orElse(chance));
            return false;
        }

        private Verdict waitOrPark(Instant chance) {
            Instant until = earliest(chance, errand.deadline());
            Instant waitingSince = tried.isEmpty()
                    ? errand.takenAt()
                    : latest(errand.takenAt(), tried.getLast().endedAt());
            String reason = "no candidate can be called now: " + exclusions;
            boolean takesLong = until.isAfter(waitingSince.plus(PATIENCE));
            return verdict(
                    takesLong && isWorthParking()
                            ? new Decision.Park(until, reason)
                            : new Decision.Wait(until, reason));
        }

        /** What was parked waits in its place, and where nobody at all can be called, its place is of use to nobody. */
        private boolean isWorthParking() {
            return errand.lane() != Lane.PARKED && health.anyAdmitted(now);
        }

        private Verdict nobodyLeft() {
            ErrorCode code = tried.isEmpty()
                    ? ErrorCode.POLICY_NO_ELIGIBLE_ENDPOINT
                    : tried.getLast().code();
            return verdict(failed(code, "no candidate may serve this request: " + exclusions));
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
}
