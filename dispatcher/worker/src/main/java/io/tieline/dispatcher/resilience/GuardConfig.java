package io.tieline.dispatcher.resilience;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When an endpoint is left alone, and for how long. Settings that are left out take the defaults named here.
 *
 * @param window calls that the failure rate is taken over; 20
 * @param failurePercent share of failures in them at which no more calls are made; 50
 * @param refusedConnections failed connections in a row that do the same at once; 8, what convinces the fleet of an outage too
 * @param openFor how long no call is made then; doubled each time that a probe fails; 2 s
 * @param openAtMost longest such pause; 30 s
 * @param credentialPause how long a credential that was refused, or whose quota is used up, is left alone; 60 s
 */
public record GuardConfig(
        int window,
        int failurePercent,
        int refusedConnections,
        Duration openFor,
        Duration openAtMost,
        Duration credentialPause) {

    /** The defaults. */
    public static final GuardConfig DEFAULTS = new GuardConfig(0, 0, 0, null, null, null);

    public GuardConfig(
            int window,
            int failurePercent,
            int refusedConnections,
            @Nullable Duration openFor,
            @Nullable Duration openAtMost,
            @Nullable Duration credentialPause) {
        this.window = window == 0 ? 20 : window;
        this.failurePercent = failurePercent == 0 ? 50 : failurePercent;
        this.refusedConnections = refusedConnections == 0 ? 8 : refusedConnections;
        this.openFor = openFor == null ? Duration.ofSeconds(2) : openFor;
        this.openAtMost = openAtMost == null ? Duration.ofSeconds(30) : openAtMost;
        this.credentialPause = credentialPause == null ? Duration.ofSeconds(60) : credentialPause;
        require(this.window > 1, "window", window, "2 calls or more");
        require(this.failurePercent > 0 && this.failurePercent <= 100, "failure-percent", failurePercent, "1 to 100");
        require(this.refusedConnections > 0, "refused-connections", refusedConnections, "1 or more");
        require(this.openFor.isPositive(), "open-for", this.openFor, "longer than nothing");
        require(
                this.openAtMost.compareTo(this.openFor) >= 0,
                "open-at-most",
                this.openAtMost,
                "not less than open-for, which is " + this.openFor);
        require(this.credentialPause.isPositive(), "credential-pause", this.credentialPause, "longer than nothing");
    }

    private static void require(boolean holds, String field, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
        }
    }
}
