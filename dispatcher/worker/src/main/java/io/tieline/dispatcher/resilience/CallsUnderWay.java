package io.tieline.dispatcher.resilience;

import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches calls while they go on. A call without an answer, long after others had theirs, is told of: what hangs must not
 * have to end before anybody learns of it. And where the fleet takes the endpoint for dead by now, it is cut off, so that
 * its request can go elsewhere. Safe for use by several threads.
 */
public final class CallsUnderWay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallsUnderWay.class);
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Duration OVERDUE_WHERE_NOTHING_IS_KNOWN = Duration.ofMinutes(1);

    /** However fast a model usually is, a call is given this long even at an endpoint that is down. */
    private static final Duration SHORTEST = Duration.ofSeconds(2);

    private final FleetHealth fleet;
    private final LongSupplier nanoClock;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closing;

    /** One call. */
    public final class Watch {
        private final Endpoint endpoint;
        private final boolean probe;
        private final Runnable onOverdue;
        private final Runnable cut;
        private final long begin = nanoClock.getAsLong();
        private boolean told;
        private boolean complained;

        private Watch(Endpoint endpoint, boolean probe, Runnable onOverdue, Runnable cut) {
            this.endpoint = endpoint;
            this.probe = probe;
            this.onOverdue = onOverdue;
            this.cut = cut;
        }

        /** The call has ended. */
        public void end() {
            watches.remove(this);
        }

        /** A defect at one call must not leave all the others unwatched. */
        private void lookInAnyCase() {
            try {
                look();
            } catch (RuntimeException defect) {
                // Once for a call: the next look is near, and may fail in the same way.
                if (!complained) {
                    complained = true;
                    LOG.atError()
                            .setCause(defect)
                            .addKeyValue("endpointId", endpoint.id())
                            .log("a defect while a call was watched; the watch goes on");
                }
            }
        }

        private void look() {
            Duration waited = Duration.ofNanos(nanoClock.getAsLong() - begin);
            Duration overdue =
                    fleet.last(endpoint.id()).map(EndpointStatus::overdueAfter).orElse(OVERDUE_WHERE_NOTHING_IS_KNOWN);
            if (!told && waited.compareTo(overdue) >= 0) {
                told = true;
                onOverdue.run();
            }
            Duration worthWaiting = fleet.fresh(endpoint.id())
                    .filter(word -> !word.takesCalls())
                    .flatMap(this::usual)
                    .orElse(Duration.ofDays(1));
            if (!probe && waited.compareTo(worthWaiting) >= 0) {
                cut.run();
            }
        }

        /** What hardly any call takes longer than; nothing is known of an endpoint that has never answered. */
        private Optional<Duration> usual(EndpointStatus word) {
            Duration usual = word.slowest().isZero() ? word.overdueAfter() : word.slowest();
            return Optional.of(usual.compareTo(SHORTEST) > 0 ? usual : SHORTEST);
        }
    }

    /** Begins to watch, in a thread of its own. */
    public CallsUnderWay(FleetHealth fleet) {
        this(fleet, System::nanoTime, true);
    }

    /** For tests, which look by themselves. */
    CallsUnderWay(FleetHealth fleet, LongSupplier nanoClock, boolean running) {
        this.fleet = fleet;
        this.nanoClock = nanoClock;
        this.thread = Thread.ofPlatform().name("calls-under-way").daemon().unstarted(this::run);
        if (running) {
            thread.start();
        }
    }

    /**
     * A call begins.
     *
     * @param probe whether it finds out for the fleet whether the endpoint works again
     * @param onOverdue told once if the call is overdue; must not block
     * @param cut ends the call
     */
    public Watch begin(Endpoint endpoint, boolean probe, Runnable onOverdue, Runnable cut) {
        Watch watch = new Watch(endpoint, probe, onOverdue, cut);
        watches.add(watch);
        return watch;
    }

    private void run() {
        while (!closing) {
            LockSupport.parkNanos(STEP.toNanos());
            look();
        }
    }

    void look() {
        watches.forEach(Watch::lookInAnyCase);
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
    }
}
