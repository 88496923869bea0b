package io.tieline.dispatcher.resilience;

import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Leave to make one call. It is given back by telling how the call ended, exactly once. */
public final class Permit {
    private final EndpointGuard guard;
    private final boolean probe;

    Permit(EndpointGuard guard, boolean probe) {
        this.guard = guard;
        this.probe = probe;
    }

    /** The endpoint answered. */
    public void succeeded(Duration took) {
        guard.succeeded(probe, took);
    }

    /** The endpoint failed, or refused the request. */
    public void failed(ErrorCode code, @Nullable Duration retryAfter, Duration took) {
        guard.failed(probe, code, retryAfter, took);
    }

    /** The call was given up by this dispatcher: nothing is known of the endpoint. */
    public void abandoned() {
        guard.abandoned(probe);
    }
}
