package io.tieline.dispatcher.resilience;

import io.tieline.dispatcher.limits.AdaptiveLimit;
import io.tieline.dispatcher.limits.Claims;
import io.tieline.dispatcher.limits.Rate;
import io.tieline.dispatcher.limits.RateLimits;
import io.tieline.dispatcher.limits.RetryBudget;
import io.tieline.dispatcher.turns.Opening;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Limits;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much more one endpoint takes: calls at a time, calls and tokens a minute, retries. Belongs to {@link Rooms}, whose lock
 * guards it. Times are nanoseconds of a clock that never goes back.
 */
final class Room {
    /** Where there are fewer calls at a time, none is kept for those whom somebody waits for. */
    private static final int ENOUGH_TO_KEEP_SOME = 10;

    private static final int ONE_OF_SO_MANY_IS_KEPT = 10;
    private static final int CALLS_FOR_A_RETRY = 10;

    final String endpointId;
    private final EndpointGuard guard;
    final Rate requests;
    final Rate tokens;
    private final AdaptiveLimit calls;
    private final RetryBudget retries;
    private double share = 1;
    private int used;

    /** When it is looked at again (nano time); null: nothing is due. */
    @Nullable
    Long due;

    /**
     * Makes an empty one.
     *
     * @param guard who says whether the endpoint takes calls at all
     * @param sharedAs name among the dispatchers that share its limits; empty: there are no others
     */
    Room(Endpoint endpoint, EndpointGuard guard, Optional<String> sharedAs, long now) {
        this.endpointId = endpoint.id();
        this.guard = guard;
        this.requests = new Rate(sharedAs.map(Claims::new), now);
        this.tokens = new Rate(sharedAs.map(Claims::new), now);
        this.calls = new AdaptiveLimit(endpoint.concurrency());
        this.retries = new RetryBudget(endpoint.concurrency() / CALLS_FOR_A_RETRY, now);
        configure(endpoint.limits(), now);
    }

    EndpointGuard guard() {
        return guard;
    }

    void configure(Limits limits, long now) {
        calls.setMost(limits.concurrency());
        Integer perMinute = limits.requestsPerMinute();
        Long tokensPerMinute = limits.tokensPerMinute();
        requests.configure(perMinute == null ? 0 : perMinute, now);
        tokens.configure(tokensPerMinute == null ? 0 : tokensPerMinute.doubleValue(), now);
    }

    /** Allows this share of its calls at a time, but one at least. */
    void allow(double newShare) {
        share = newShare;
    }

    /** What the provider says of its limits. */
    void told(RateLimits limits, long now) {
        RateLimits.Rate ofRequests = limits.requests();
        RateLimits.Rate ofTokens = limits.tokens();
        if (ofRequests != null && ofRequests.limit() != null) {
            requests.told(ofRequests.limit().doubleValue(), now);
        }
        if (ofTokens != null && ofTokens.limit() != null) {
            tokens.told(ofTokens.limit().doubleValue(), now);
        }
    }

    boolean isLimited() {
        return requests.isLimited() || tokens.isLimited();
    }

    private int most() {
        return Math.max(1, (int) Math.ceil(share * calls.calls()));
    }

    private int mostForThePatient() {
        int most = most();
        return most < ENOUGH_TO_KEEP_SOME ? most : most - Math.ceilDiv(most, ONE_OF_SO_MANY_IS_KEPT);
    }

    /** Who may come through; null: nobody. */
    @Nullable
    Opening opening(long now) {
        return used < most() && requests.has(1, now) ? new Opening(used < mostForThePatient(), retries.has(now)) : null;
    }

    /** How long until time alone brings about more, where anything but the end of a call does. */
    Optional<Duration> untilMore(long now) {
        if (used >= most()) {
            return Optional.empty();
        }
        Duration request = requests.until(1, now);
        Duration retry = retries.until(now);
        return Optional.of(request.isZero() ? retry : request).filter(Duration::isPositive);
    }

    void enter(Hold hold, long now) {
        used++;
        requests.take(1, now);
        tokens.take(hold.tokens(), now);
        if (hold.again()) {
            retries.take(now);
        } else {
            retries.first(now);
        }
    }

    /** The call was not made after all. */
    void undo(Hold hold, long now) {
        used--;
        requests.take(-1, now);
        tokens.take(-hold.tokens(), now);
        if (hold.again()) {
            retries.giveBack(now);
        }
    }

    /**
     * The call has ended. An endpoint that is full holds calls back whether anybody waits for it or not: those who could go
     * elsewhere went.
     */
    void leave(Hold hold, Hold.End end, long now) {
        switch (end) {
            case SUCCEEDED -> calls.succeeded(used >= mostForThePatient());
            case OVERLOADED -> calls.overloaded(hold.began(), now, used);
            case OTHERWISE -> {}
        }
        if (end == Hold.End.SUCCEEDED && hold.again()) {
            retries.giveBack(now);
        }
        used--;
    }
}
