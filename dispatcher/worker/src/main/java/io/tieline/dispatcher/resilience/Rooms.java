package io.tieline.dispatcher.resilience;

import io.tieline.dispatcher.limits.RateLimits;
import io.tieline.dispatcher.resilience.Turn.Place;
import io.tieline.dispatcher.resilience.Waiters.Waiter;
import io.tieline.dispatcher.turns.FairQueue;
import io.tieline.dispatcher.turns.Opening;
import io.tieline.dispatcher.turns.TenantShare;
import io.tieline.dispatcher.turns.Ticket;
import io.tieline.routing.Admission;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Limits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of all endpoints, and those who wait for some, in their order. Room is granted when a call ends, when a limit
 * grows, and when a rate allows one more. Safe for use by several threads.
 */
final class Rooms {
    /** For a pause that is shorter, those who wait stay where they are; for a longer one they decide again. */
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(2);

    /** Some of those who are woken for the one call of a probe may have their own reasons not to make it. */
    private static final int ENOUGH_FOR_A_PROBE = 8;

    private static final Duration LONGEST_LOOK_AHEAD = Duration.ofHours(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    private final Optional<String> sharedAs;
    private final FairQueue queue;
    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<Ticket, Turn> waiting = new HashMap<>();
    private final ScheduledThreadPoolExecutor timer;

    /**
     * Makes none yet.
     *
     * @param clock that pauses of endpoints go by
     * @param sharedAs name among the dispatchers that share the limits; empty: there are no others
     * @param shares what a tenant may have
     */
    Rooms(Clock clock, Optional<String> sharedAs, Function<String, TenantShare> shares) {
        this.clock = clock;
        this.sharedAs = sharedAs;
        this.queue = new FairQueue(shares);
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("room-timer").factory());
        // Without anything due, it needs no thread.
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    Ticket draw(String tenant, boolean urgent, double cost) {
        return locked(() -> queue.draw(tenant, urgent, cost));
    }

    /** A room for an endpoint that has none yet. */
    Room room(Endpoint endpoint, EndpointGuard guard) {
        return locked(() -> {
            Room room = new Room(endpoint, guard, sharedAs, System.nanoTime());
            rooms.put(endpoint.id(), room);
            return room;
        });
    }

    void retainAll(Set<String> endpointIds) {
        doLocked(() -> rooms.keySet().retainAll(endpointIds));
    }

    void configure(Room room, Limits limits) {
        doLocked(() -> {
            room.configure(limits, System.nanoTime());
            grant(room);
        });
    }

    void allow(Room room, double share) {
        doLocked(() -> {
            room.allow(share);
            grant(room);
        });
    }

    void told(Room room, RateLimits limits) {
        doLocked(() -> room.told(limits, System.nanoTime()));
    }

    boolean hasRoom(Turn turn, Place place) {
        return locked(() -> {
            boolean next = comesNext(turn, place, System.nanoTime());
            queue.withdraw(turn.ticket);
            return next;
        });
    }

    /** Null where there is no room, or somebody else comes first. */
    @Nullable
    Hold enter(Turn turn, Place place) {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (comesNext(turn, place, now)) {
                return hold(turn, place, now);
            }
            queue.withdraw(turn.ticket);
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it would be granted room there, if it waited; it does so afterwards where there is any. */
    private boolean comesNext(Turn turn, Place place, long now) {
        Room room = place.room();
        Opening opening = room.opening(now);
        if (opening == null || !room.tokens.has(place.tokens(), now)) {
            return false;
        }
        queue.offer(turn.ticket, List.of(place.gate()));
        return queue.next(room.endpointId, opening).filter(turn.ticket::equals).isPresent();
    }

    private Hold hold(Turn turn, Place place, long now) {
        queue.grant(turn.ticket, place.room().endpointId);
        Hold hold = new Hold(place.room(), place.endpoint(), turn, turn.ticket, place.tokens(), place.again(), now);
        place.room().enter(hold, now);
        return hold;
    }

    /** For a probe, which finds out for all: it counts, and waits for nobody. */
    Hold enterInAnyCase(Turn turn, Place place) {
        return locked(() -> {
            long now = System.nanoTime();
            Hold hold = new Hold(place.room(), place.endpoint(), turn, null, place.tokens(), place.again(), now);
            place.room().enter(hold, now);
            return hold;
        });
    }

    void undo(Hold hold) {
        doLocked(() -> {
            hold.room().undo(hold, System.nanoTime());
            ended(hold);
        });
    }

    void leave(Hold hold, Hold.End end) {
        doLocked(() -> {
            hold.room().leave(hold, end, System.nanoTime());
            ended(hold);
        });
    }

    private void ended(Hold hold) {
        Ticket ticket = hold.ticket();
        boolean heldOthersBack = ticket != null && queue.isTenantFull(ticket);
        if (ticket != null) {
            queue.ended(ticket);
        }
        if (heldOthersBack) {
            grantAll();
        } else {
            grant(hold.room());
        }
    }

    /** What a call used instead of what was expected. */
    void used(Hold hold, long tokens) {
        doLocked(() -> {
            hold.room().tokens.take((double) tokens - hold.tokens(), System.nanoTime());
            grant(hold.room());
        });
    }

    /** Lets it wait at these places; perhaps it is granted room at once. */
    void enlist(Turn turn, List<Place> places, Waiter waiter) {
        doLocked(() -> {
            turn.waitsAt(places, waiter);
            waiting.put(turn.ticket, turn);
            queue.offer(turn.ticket, places.stream().map(Place::gate).toList());
            places.forEach(place -> grant(place.room()));
        });
    }

    /**
     * It waits no longer.
     *
     * @param takes whether it takes what it was granted
     */
    void leave(Turn turn, boolean takes) {
        doLocked(() -> {
            queue.withdraw(turn.ticket);
            waiting.remove(turn.ticket);
            List<Place> places = turn.places();
            turn.waitsNoMore();
            Hold granted = takes ? null : turn.takeGranted();
            if (granted != null) {
                granted.room().undo(granted, System.nanoTime());
                ended(granted);
            }
            // It may have been first, and have waited for more than the next one does.
            places.forEach(place -> grant(place.room()));
        });
    }

    @Nullable
    Hold take(Turn turn) {
        lock.lock();
        try {
            return turn.takeGranted();
        } finally {
            lock.unlock();
        }
    }

    /** Something changed at the endpoint. */
    void changed(String endpointId) {
        doLocked(() -> Optional.ofNullable(rooms.get(endpointId)).ifPresent(this::grant));
    }

    /** There are other endpoints now. */
    void wakeEverybody() {
        doLocked(() -> waiting.values().forEach(Turn::wake));
    }

    /** Does something with the rooms that shared limits hold, after which they may have more room. */
    void share(java.util.function.Consumer<Map<String, Room>> action) {
        doLocked(() -> {
            action.accept(rooms);
            grantAll();
        });
    }

    /** Tokens that wait for an endpoint. */
    double tokensWaiting(String endpointId) {
        return locked(() -> queue.cost(endpointId));
    }

    /** Requests that wait for an endpoint. */
    int waiting(String endpointId) {
        return locked(() -> queue.waiting(endpointId));
    }

    private void grantAll() {
        List.copyOf(rooms.values()).forEach(this::grant);
    }

    private void grant(Room room) {
        boolean more = true;
        while (more && queue.waiting(room.endpointId) > 0) {
            more = switch (room.guard().admission(clock.instant())) {
                case Admission.Admitted _, Admission.Limited _ -> grantOne(room, System.nanoTime());
                case Admission.Denied(Instant until, String _) -> {
                    pause(room, Duration.between(clock.instant(), until));
                    yield false;
                }
                case Admission.Doubtful _ -> {
                    wake(room, ENOUGH_FOR_A_PROBE);
                    yield false;
                }
            };
        }
    }

    private boolean grantOne(Room room, long now) {
        Opening opening = room.opening(now);
        Optional<Ticket> next = opening == null ? Optional.empty() : queue.next(room.endpointId, opening);
        if (next.isEmpty()) {
            room.untilMore(now).ifPresent(wait -> lookAgain(room, wait, now));
            return false;
        }
        Turn turn = Objects.requireNonNull(waiting.get(next.get()), "somebody waits whom nobody knows");
        Place place = turn.placeAt(room);
        Duration tokens = room.tokens.until(place.tokens(), now);
        if (tokens.isPositive()) {
            lookAgain(room, tokens, now);
            return false;
        }
        waiting.remove(turn.ticket);
        turn.grant(hold(turn, place, now));
        return true;
    }

    private void pause(Room room, Duration length) {
        if (length.compareTo(SHORT_PAUSE) > 0) {
            wake(room, Integer.MAX_VALUE);
        } else {
            lookAgain(room, length, System.nanoTime());
        }
    }

    private void wake(Room room, int most) {
        waiting.values().stream()
                .filter(turn -> !turn.isWoken() && turn.waitsAt(room))
                .limit(most)
                .toList()
                .forEach(Turn::wake);
    }

    private void lookAgain(Room room, Duration wait, long now) {
        if (wait.compareTo(LONGEST_LOOK_AHEAD) > 0) {
            return;
        }
        long at = now + Math.max(wait.toNanos(), TimeUnit.MILLISECONDS.toNanos(1));
        if (room.due != null && room.due - at <= 0) {
            return;
        }
        room.due = at;
        var _ = timer.schedule(() -> look(room, at), at - now, TimeUnit.NANOSECONDS);
    }

    private void look(Room room, long at) {
        doLocked(() -> {
            if (room.due != null && room.due == at) {
                room.due = null;
            }
            grant(room);
        });
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private void doLocked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
