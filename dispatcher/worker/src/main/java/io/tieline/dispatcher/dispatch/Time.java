package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.resilience.Waiters;
import io.tieline.routing.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The clock that requests go by, and waiting by it. Safe for use by several threads. */
@FunctionalInterface
public interface Time extends InstantSource {
    /** Blocks the thread until this moment; not at all where it has passed. */
    default void sleepUntil(Instant moment) throws InterruptedException {
        Duration left = Duration.between(instant(), moment);
        if (left.isPositive()) {
            Thread.sleep(left);
        }
    }

    /**
     * Blocks the thread until one of the endpoints may be worth another decision, and until this moment at the most.
     *
     * @param seen {@link Waiters#changes} as it was when the decision to wait was made
     */
    default void await(Waiters waiters, Collection<Endpoint> endpoints, long seen, Instant moment)
            throws InterruptedException {
        waiters.await(endpoints, seen, Duration.between(instant(), moment));
    }

    /** Blocks the thread until something has ended, and until this moment at the most; whether it has ended. */
    default boolean await(CompletableFuture<?> end, Instant moment) throws InterruptedException {
        try {
            end.get(Duration.between(instant(), moment).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException _) {
            // Ended all the same.
        }
        return true;
    }
}
