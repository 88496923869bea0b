package io.tieline.routing;

import io.tieline.schemas.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls that failed a request so far, and what follows from them. */
final class Attempts {
    private final Errand errand;
    private final List<Tried> tried;

    Attempts(Errand errand, List<Tried> tried) {
        this.errand = errand;
        this.tried = tried;
    }

    boolean isEmpty() {
        return tried.isEmpty();
    }

    int count() {
        return tried.size();
    }

    Tried last() {
        return tried.getLast();
    }

    /** Calls that count. Finding out for all is a service: with the last call left, it costs none. */
    int used() {
        int used = 0;
        for (Tried call : tried) {
            boolean free = call.probe() && used > 0 && used == errand.maxAttempts() - 1;
            used += free ? 0 : 1;
        }
        return used;
    }

    /** Whether only one more call is allowed, after others. */
    boolean hasOneLeft() {
        return !tried.isEmpty() && used() == errand.maxAttempts() - 1;
    }

    /** The failure after which nobody may serve the request; null: there was none. Of two calls at a time, it may end first. */
    @Nullable
    Tried decisive() {
        for (Tried failure : tried) {
            if (policyOf(failure) == ErrorPolicy.FAIL) {
                return failure;
            }
        }
        return null;
    }

    /** What follows from a failure for this request. */
    ErrorPolicy policyOf(Tried failure) {
        return failure.code() == ErrorCode.REQUEST_CONTENT_POLICY
                        && errand.plan().ask().fallbackOnRefusal()
                ? ErrorPolicy.NEVER_HERE
                : ErrorPolicy.of(failure.code());
    }

    /** Why a candidate can't serve the request at any time, for what was tried; null: it may. */
    @Nullable
    String ruledOut(Endpoint candidate) {
        for (Tried failure : tried) {
            String why = whyNotAfter(failure, candidate);
            if (why != null) {
                return why;
            }
        }
        return null;
    }

    private @Nullable String whyNotAfter(Tried failure, Endpoint candidate) {
        return switch (policyOf(failure)) {
            case LARGER_WINDOW ->
                candidate.contextWindow() <= windowOf(failure)
                        ? "its context window is not larger than that of " + failure.endpointId()
                                + ", for which the request is too long"
                        : null;
            case LARGER_OUTPUT ->
                candidate.maxOutput() <= outputOf(failure)
                        ? "it generates no more tokens than " + failure.endpointId()
                                + ", for which the answer is too long"
                        : null;
            case NEVER_HERE ->
                failure.endpointId().equals(candidate.id()) ? "refused this request: " + failure.code() : null;
            case TRY_ELSEWHERE, FAIL -> null;
        };
    }

    private int windowOf(Tried failure) {
        return endpointOf(failure).map(Endpoint::contextWindow).orElse(0);
    }

    private int outputOf(Tried failure) {
        return endpointOf(failure).map(Endpoint::maxOutput).orElse(0);
    }

    /** Empty where it isn't a candidate any more. */
    private Optional<Endpoint> endpointOf(Tried failure) {
        return errand.plan().candidate(failure.endpointId()).map(Plan.Candidate::endpoint);
    }

    /** When the request failed there for the last time; null: never. */
    @Nullable
    Instant lastFailureAt(Endpoint candidate) {
        for (int i = tried.size() - 1; i >= 0; i--) {
            if (tried.get(i).endpointId().equals(candidate.id())) {
                return tried.get(i).endedAt();
            }
        }
        return null;
    }

    /** Until when the request leaves a candidate alone that failed it. */
    Instant restedAt(Endpoint candidate) {
        int failures = 0;
        for (Tried failure : tried) {
            failures += failure.endpointId().equals(candidate.id()) ? 1 : 0;
        }
        Instant failedAt = lastFailureAt(candidate);
        return failedAt == null ? Instant.MIN : failedAt.plus(Backoff.after(errand.requestId(), failures));
    }

    /** When a request that failed everywhere is tried again anywhere. */
    Instant allRestedAt() {
        if (tried.isEmpty()) {
            return Instant.MIN;
        }
        int left = 0;
        for (Plan.Candidate candidate : errand.plan().candidates()) {
            if (ruledOut(candidate.endpoint()) == null) {
                if (lastFailureAt(candidate.endpoint()) == null) {
                    return Instant.MIN;
                }
                left++;
            }
        }
        int more = Math.max(0, tried.size() - left);
        return left == 0 ? Instant.MIN : tried.getLast().endedAt().plus(Backoff.afterAll(errand.requestId(), more));
    }

    /** Whether something that the candidate falls together with has just failed the request. */
    boolean fellWith(Endpoint candidate) {
        for (Tried failure : tried) {
            if (failure.code().isIllHealth()) {
                Optional<Endpoint> failed = endpointOf(failure);
                if (failed.isPresent() && failed.get().fallsWith(candidate)) {
                    return true;
                }
            }
        }
        return false;
    }
}
