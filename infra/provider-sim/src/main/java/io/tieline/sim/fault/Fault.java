package io.tieline.sim.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A fault to inject. Of several that are active for an endpoint, the one injected first takes the calls that it selects,
 * the next one is asked about the rest.
 *
 * @param endpoint id of the endpoint, or {@link #EVERY_ENDPOINT}
 * @param fraction of the endpoint's calls, more than 0 and up to 1
 * @param startAfter from the injection on, 0 or longer
 * @param duration from its start on; null: until it is cleared
 * @param seed which calls the fraction takes; null: drawn from the simulator's seed
 * @param requestId only calls for this request, by the id that the client sends; null: all calls
 */
public record Fault(
        String endpoint,
        Effect effect,
        double fraction,
        Duration startAfter,
        @Nullable Duration duration,
        @Nullable Long seed,
        @Nullable String requestId) {

    /** Stands for all endpoints. */
    public static final String EVERY_ENDPOINT = "*";

    public Fault {
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException("fraction is " + fraction + ", allowed: more than 0 and up to 1");
        }
        if (startAfter.isNegative()) {
            throw new IllegalArgumentException("startAfter is " + startAfter + ", allowed: 0 or longer");
        }
        if (duration != null && !duration.isPositive()) {
            throw new IllegalArgumentException("duration is " + duration + ", allowed: longer than nothing");
        }
    }

    /** A fault of all calls of an endpoint, from now on until it is cleared. */
    public static Fault of(String endpoint, Effect effect) {
        return new Fault(endpoint, effect, 1, Duration.ZERO, null, null, null);
    }

    public Fault withFraction(double newFraction) {
        return new Fault(endpoint, effect, newFraction, startAfter, duration, seed, requestId);
    }

    public Fault withSchedule(Duration newStartAfter, @Nullable Duration newDuration) {
        return new Fault(endpoint, effect, fraction, newStartAfter, newDuration, seed, requestId);
    }

    public Fault withSeed(long newSeed) {
        return new Fault(endpoint, effect, fraction, startAfter, duration, newSeed, requestId);
    }

    /** A fault that goes with a request, wherever it is sent. */
    public Fault withRequestId(String id) {
        return new Fault(endpoint, effect, fraction, startAfter, duration, seed, id);
    }
}
