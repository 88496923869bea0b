package io.tieline.dispatcher.resilience;

import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Leave to make one call. It is given back by telling how the call ended, exactly once. */
public final class Permit {
    /** What a call is, seen from its breaker. */
    enum Kind {
        /** An ordinary call. */
        CALL,
        /** This dispatcher finds out for itself. */
        LOCAL_PROBE,
        /** It finds out for the whole fleet: the health stream judges it, not the breaker. */
        FLEET_PROBE
    }

    private final EndpointGuard guard;
    private final Hold hold;
    private final Kind kind;
    private final OptionalLong epoch;
    private final Optional<Duration> limit;

    Permit(EndpointGuard guard, Hold hold, Kind kind, OptionalLong epoch, Optional<Duration> limit) {
        this.guard = guard;
        this.hold = hold;
        this.kind = kind;
        this.epoch = epoch;
        this.limit = limit;
    }

    /** Where the call goes, as the catalogue has it by which the request was judged. */
    public Endpoint endpoint() {
        return hold.endpoint();
    }

    /** Epoch of the endpoint's health that the call goes by; empty where it goes by no health table. */
    public OptionalLong epoch() {
        return epoch;
    }

    /** How long the call may take, where that is less than the endpoint's own time. */
    public Optional<Duration> limit() {
        return limit;
    }

    /** Whether the call is to find out for the whole fleet whether the endpoint works again. */
    public boolean isFleetProbe() {
        return kind == Kind.FLEET_PROBE;
    }

    /** Whether the call is to find out, for the fleet or for this dispatcher alone, whether the endpoint works again. */
    public boolean isProbe() {
        return kind != Kind.CALL;
    }

    /** What the call used, which was only estimated so far. May be told once the call has ended. */
    public void used(long tokens) {
        guard.used(hold, tokens);
    }

    /** The endpoint answered. */
    public void succeeded(Duration took) {
        guard.succeeded(kind, hold, took);
    }

    /** The endpoint failed, or refused the request. */
    public void failed(ErrorCode code, @Nullable Duration retryAfter, Duration took) {
        hold.turn().failedAt(hold.room().endpointId);
        guard.failed(kind, hold, code, retryAfter, took);
    }

    /** The call was given up by this dispatcher: nothing is known of the endpoint. */
    public void abandoned() {
        guard.abandoned(kind, hold);
    }
}
