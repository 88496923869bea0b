package io.tieline.whatif.play;

import io.tieline.dispatcher.limits.AdaptiveLimit;
import io.tieline.dispatcher.limits.Rate;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Lane;
import io.tieline.routing.Limits;
import io.tieline.routing.Tenant;
import io.tieline.simulation.Timeline;
import io.tieline.whatif.play.FleetView.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How much more the endpoints take, and who waits for that: all dispatchers as one, with as much room as they have together.
 * Interactive requests come first, and within a lane who came first. Not thread-safe.
 */
final class Rooms {
    private static final int ENOUGH_TO_KEEP_SOME = 10;
    private static final int ONE_OF_SO_MANY_IS_KEPT = 10;
    private static final Duration SHORTEST_LOOK = Duration.ofMillis(1);

    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<String, Integer> callsOfTenants = new HashMap<>();
    private final Map<String, Deque<Waiting>> waitingTenants = new HashMap<>();
    private final Timeline timeline;

    /**
     * Somebody who waits for room.
     *
     * @param sleeper wakes when there is some, unless something else has woken it
     * @param turn done before it wakes for that
     */
    record Waiting(Lane lane, Tenant tenant, double tokens, Sleeper sleeper, Runnable turn) {
        private boolean isGone() {
            return sleeper.isAwake();
        }
    }

    private static final class Room {
        private final AdaptiveLimit calls;
        private final Rate requests;
        private final Rate tokens;
        private final Deque<Waiting> interactive = new ArrayDeque<>();
        private final Deque<Waiting> patient = new ArrayDeque<>();
        private int used;
        private boolean looks;

        Room(Limits limits, int workers, long now) {
            calls = new AdaptiveLimit(Math.multiplyExact(limits.concurrency(), workers));
            requests = new Rate(Optional.empty(), now);
            tokens = new Rate(Optional.empty(), now);
            requests.configure(limits.requestsPerMinute() == null ? 0 : limits.requestsPerMinute(), now);
            tokens.configure(
                    limits.tokensPerMinute() == null
                            ? 0
                            : limits.tokensPerMinute().doubleValue(),
                    now);
        }

        boolean isOpenTo(Lane lane, double size, long now) {
            return used < most(lane) && requests.has(1, now) && tokens.has(size, now);
        }

        private int most(Lane lane) {
            int most = calls.calls();
            boolean keeps = lane != Lane.INTERACTIVE && most >= ENOUGH_TO_KEEP_SOME;
            return keeps ? most - Math.ceilDiv(most, ONE_OF_SO_MANY_IS_KEPT) : most;
        }

        Deque<Waiting> queue(Lane lane) {
            return lane == Lane.INTERACTIVE ? interactive : patient;
        }

        static boolean hasAny(Deque<Waiting> queue) {
            while (!queue.isEmpty() && queue.getFirst().isGone()) {
                queue.removeFirst();
            }
            return !queue.isEmpty();
        }
    }

    Rooms(Catalogue catalogue, int workers, Timeline timeline) {
        this.timeline = timeline;
        for (Endpoint endpoint : catalogue.endpoints()) {
            rooms.put(endpoint.id(), new Room(endpoint.limits(), workers, nanos()));
        }
    }

    private long nanos() {
        Instant now = timeline.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private Room room(Endpoint endpoint) {
        return Objects.requireNonNull(rooms.get(endpoint.id()));
    }

    /**
     * Whether one more call may begin.
     *
     * @param itsTurn whether it has waited for this: nobody is before it then
     */
    boolean hasRoom(Endpoint endpoint, Lane lane, Tenant tenant, double tokens, boolean itsTurn) {
        Room room = room(endpoint);
        return (itsTurn || !somebodyIsBefore(room, lane)) && tenantMay(tenant) && room.isOpenTo(lane, tokens, nanos());
    }

    private boolean somebodyIsBefore(Room room, Lane lane) {
        return couldGo(room.interactive) || (lane != Lane.INTERACTIVE && couldGo(room.patient));
    }

    private boolean couldGo(Deque<Waiting> queue) {
        if (Room.hasAny(queue)) {
            for (Waiting waiting : queue) {
                if (!waiting.isGone() && tenantMay(waiting.tenant)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean tenantMay(Tenant tenant) {
        Integer most = tenant.maxInFlight();
        return most == null || callsOfTenants.getOrDefault(tenant.name(), 0) < most;
    }

    void enter(Endpoint endpoint, Tenant tenant, double tokens) {
        Room room = room(endpoint);
        room.used++;
        room.requests.take(1, nanos());
        room.tokens.take(tokens, nanos());
        if (tenant.maxInFlight() != null) {
            callsOfTenants.merge(tenant.name(), 1, Integer::sum);
        }
    }

    /**
     * A call has ended.
     *
     * @param began when it began
     * @param ended what its end says of how much the endpoint bears
     * @param left tokens that were taken for it and not used; negative: it used more
     */
    void leave(Endpoint endpoint, Tenant tenant, Instant began, Ended ended, double left) {
        Room room = room(endpoint);
        switch (ended) {
            case SUCCEEDED -> room.calls.succeeded(room.used >= room.most(Lane.BATCH));
            case OVERLOADED ->
                room.calls.overloaded(
                        TimeUnit.SECONDS.toNanos(began.getEpochSecond()) + began.getNano(), nanos(), room.used);
            case OTHERWISE -> {}
        }
        room.used--;
        room.tokens.take(-left, nanos());
        wakeTenant(tenant);
        wake(room);
    }

    /** What the end of a call says of how much its endpoint bears. */
    enum Ended {
        SUCCEEDED,
        OVERLOADED,
        OTHERWISE
    }

    private void wakeTenant(Tenant tenant) {
        if (tenant.maxInFlight() == null) {
            return;
        }
        callsOfTenants.merge(tenant.name(), -1, Integer::sum);
        Deque<Waiting> queue = waitingTenants.getOrDefault(tenant.name(), new ArrayDeque<>());
        if (Room.hasAny(queue)) {
            comeThrough(queue.removeFirst());
        }
    }

    /** Waits for room at any of these. */
    void await(Waiting waiting, List<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            Room room = room(endpoint);
            room.queue(waiting.lane).add(waiting);
            lookLater(room, waiting);
        }
        if (waiting.tenant.maxInFlight() != null) {
            waitingTenants
                    .computeIfAbsent(waiting.tenant.name(), _ -> new ArrayDeque<>())
                    .add(waiting);
        }
    }

    private void wake(Room room) {
        for (Deque<Waiting> queue : List.of(room.interactive, room.patient)) {
            List<Waiting> passedOver = new ArrayList<>(0);
            for (int left = queue.size(); left > 0 && Room.hasAny(queue); left--) {
                Waiting first = queue.removeFirst();
                if (!tenantMay(first.tenant)) {
                    passedOver.add(first);
                } else if (room.isOpenTo(first.lane, first.tokens, nanos())) {
                    comeThrough(first);
                } else {
                    passedOver.add(first);
                    lookLater(room, first);
                    break;
                }
            }
            passedOver.reversed().forEach(queue::addFirst);
        }
    }

    private static void comeThrough(Waiting waiting) {
        waiting.turn.run();
        waiting.sleeper.wake();
    }

    /** Where time alone brings more room, somebody has to look. */
    private void lookLater(Room room, Waiting waiting) {
        long now = nanos();
        Duration requests = room.requests.until(1, now);
        Duration tokens = room.tokens.until(waiting.tokens, now);
        Duration until = requests.compareTo(tokens) > 0 ? requests : tokens;
        if (until.isPositive() && !room.looks) {
            room.looks = true;
            timeline.at(timeline.now().plus(until.compareTo(SHORTEST_LOOK) > 0 ? until : SHORTEST_LOOK), () -> {
                room.looks = false;
                wake(room);
            });
        }
    }
}
