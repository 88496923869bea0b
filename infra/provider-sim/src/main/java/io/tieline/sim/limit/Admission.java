package io.tieline.sim.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether an endpoint's limits let a call through. */
public sealed interface Admission {
    /** How the limits stand after the call. */
    Quota quota();

    /** It is let through, and counted. */
    record Admitted(Quota quota) implements Admission {}

    /**
     * It is over a limit. It costs nothing.
     *
     * @param asked what the call wanted of that limit
     * @param retryAfter when it would be let through if nothing else came; null: never, for it is over a whole minute's
     *     worth
     */
    record Refused(
            Quota quota, Limited by, int asked, @Nullable Duration retryAfter) implements Admission {}
}
