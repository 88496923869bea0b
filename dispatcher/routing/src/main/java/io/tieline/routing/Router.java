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
 * <p>Two rules keep attempts for when they can help. A failed call makes the request leave that endpoint alone for a
 * while (see {@link Backoff}), so that others are asked first. And the last attempt that a request is allowed is never
 * spent on an endpoint in doubt: with nobody known to work it waits, up to its deadline, so that no outage, however
 * long, uses up its attempts.
 */
public final class Router {
    /** Longest time that a request is kept waiting in memory before it is parked. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private Router() {}

    /**
     * Decides.
     *
     * @param tried the calls that failed so far, in order
     */
    public static Verdict decide(Errand errand, List<Tried> tried, HealthView health, Capacity capacity, Instant now) {
        if (!now.isBefore(errand.deadline())) {
            String message = "the deadline " + errand.deadline() + " passed after " + tried.size() + " calls";
            return new Verdict(new Decision.Finish(Outcome.EXPIRED, ErrorCode.DEADLINE_EXCEEDED, message), List.of());
        }
        Optional<Decision> end = endOfTheLine(errand, tried);
        return end.map(finish -> new Verdict(finish, List.of()))
                .orElseGet(() -> new Selection(errand, tried, health, capacity, now).choose());
    }

    private static Optional<Decision> endOfTheLine(Errand errand, List<Tried> tried) {
        if (tried.isEmpty()) {
            return Optional.empty();
        }
        Tried last = tried.getLast();
        if (ErrorPolicy.of(last.code()) == ErrorPolicy.FAIL) {
            return Optional.of(failed(last.code(), "refused by " + last.endpointId()));
        }
        if (tried.size() >= errand.maxAttempts()) {
            return Optional.of(failed(
                    last.code(),
                    "all " + errand.maxAttempts() + " allowed calls failed, the last at " + last.endpointId()));
        }
        return Optional.empty();
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
        private final List<Exclusion> exclusions = new ArrayList<>();
        private Optional<Endpoint> full = Optional.empty();
        private Optional<Instant> nextChance = Optional.empty();

        Selection(Errand errand, List<Tried> tried, HealthView health, Capacity capacity, Instant now) {
            this.errand = errand;
            this.tried = tried;
            this.health = health;
            this.capacity = capacity;
            this.now = now;
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
            // The caller queues for a slot there: a full endpoint works, so there is nothing to park for.
            return full.map(endpoint -> verdict(new Decision.Call(endpoint)))
                    .or(() -> nextChance.map(this::waitOrPark))
                    .orElseGet(this::nobodyLeft);
        }

        private boolean isOpen(Endpoint candidate) {
            if (isRuledOut(candidate)) {
                return false;
            }
            Instant rested = restedAt(candidate);
            if (rested.isAfter(now)) {
                return later(candidate, rested, "failed this request a moment ago");
            }
            return switch (health.admission(candidate, now)) {
                case Admission.Admitted _ -> true;
                case Admission.Denied(Instant until, String why) -> later(candidate, until, why);
                case Admission.Doubtful(String why) ->
                    tried.size() < errand.maxAttempts() - 1
                            || later(candidate, now.plus(PATIENCE), why + "; the last attempt is kept");
            };
        }

        private boolean isRuledOut(Endpoint candidate) {
            for (Tried failure : tried) {
                boolean here = failure.endpointId().equals(candidate.id());
                switch (ErrorPolicy.of(failure.code())) {
                    case LARGER_WINDOW -> {
                        if (candidate.contextWindow() <= windowOf(failure.endpointId())) {
                            return excluded(
                                    candidate,
                                    "its context window is not larger than that of " + failure.endpointId()
                                            + ", for which the request is too long");
                        }
                    }
                    case NEVER_HERE -> {
                        if (here) {
                            return excluded(candidate, "refused this request: " + failure.code());
                        }
                    }
                    case TRY_ELSEWHERE, FAIL -> {}
                }
            }
            return false;
        }

        private int windowOf(String endpointId) {
            return errand.candidates().stream()
                    .filter(candidate -> candidate.id().equals(endpointId))
                    .mapToInt(Endpoint::contextWindow)
                    .findFirst()
                    .orElse(0);
        }

        private Instant restedAt(Endpoint candidate) {
            List<Tried> here = tried.stream()
                    .filter(failure -> failure.endpointId().equals(candidate.id()))
                    .toList();
            return here.isEmpty()
                    ? Instant.MIN
                    : here.getLast().endedAt().plus(Backoff.after(errand.requestId(), here.size()));
        }

        private boolean excluded(Endpoint candidate, String reason) {
            exclusions.add(new Exclusion(candidate.id(), reason));
            return true;
        }

        private boolean later(Endpoint candidate, Instant until, String reason) {
            exclusions.add(new Exclusion(candidate.id(), reason));
            nextChance = Optional.of(nextChance.filter(until::isAfter).orElse(until));
            return false;
        }

        private Verdict waitOrPark(Instant chance) {
            Instant until = chance.isAfter(errand.deadline()) ? errand.deadline() : chance;
            Instant waitingSince = tried.isEmpty()
                    ? errand.takenAt()
                    : latest(errand.takenAt(), tried.getLast().endedAt());
            String reason = "no candidate can be called now: " + exclusions;
            return verdict(
                    until.isAfter(waitingSince.plus(PATIENCE))
                            ? new Decision.Park(until, reason)
                            : new Decision.Wait(until, reason));
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

        private static Instant latest(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }
    }
}
