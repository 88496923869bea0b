package io.tieline.dispatcher.resilience;

import io.tieline.dispatcher.limits.Claims;
import io.tieline.dispatcher.limits.Claims.Claim;
import io.tieline.dispatcher.limits.Rate;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.EndpointLoad;
import io.tieline.schemas.avro.RateClaim;
import io.tieline.schemas.avro.WorkerLoad;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What dispatchers tell each other of the limits that they share, through a log that each of them writes and all of them
 * read in the same order; see {@link Claims}. Safe for use by several threads.
 */
public final class SharedLimits {
    private final String self;
    private final Rooms rooms;

    /** When the log took the last report of each dispatcher, milliseconds. */
    private final Map<String, Long> heardAt = new HashMap<>();

    private long newest = Long.MIN_VALUE;
    private long written;
    private long ownHeard;
    private volatile int liveWorkers = 1;

    SharedLimits(String self, Rooms rooms) {
        this.self = self;
        this.rooms = rooms;
    }

    /** Dispatchers that were heard of within the last seconds, this one included; with the log away, those of before. */
    public int liveWorkers() {
        return liveWorkers;
    }

    /**
     * What this dispatcher writes next. What it claims less than before it has given up with that; but as long as what it
     * writes doesn't come back, it gives nothing up.
     */
    public synchronized WorkerLoad report(Instant now) {
        boolean reachable = ownHeard == written;
        written = Math.max(written + 1, now.toEpochMilli());
        List<EndpointLoad> loads = new ArrayList<>();
        rooms.share(all -> all.values().forEach(room -> load(room, reachable).ifPresent(loads::add)));
        return WorkerLoad.newBuilder()
                .setWorkerId(self)
                .setSentAt(now)
                .setNumber(written)
                .setEndpoints(loads.isEmpty() ? null : loads)
                .build();
    }

    private Optional<EndpointLoad> load(Room room, boolean reachable) {
        Optional<Instant> pausedUntil = room.guard().askedToPauseUntil();
        if (!room.isLimited() && pausedUntil.isEmpty()) {
            return Optional.empty();
        }
        String id = room.endpointId;
        return Optional.of(EndpointLoad.newBuilder()
                .setEndpointId(id)
                .setRequests(claim(room.requests, rooms.waiting(id), reachable))
                .setTokens(claim(room.tokens, rooms.tokensWaiting(id), reachable))
                .setPausedUntil(pausedUntil.orElse(null))
                .build());
    }

    private @Nullable RateClaim claim(Rate rate, double waiting, boolean reachable) {
        long now = System.nanoTime();
        return rate.next(waiting, written, reachable, now)
                .map(claim -> new RateClaim(claim.limit(), claim.demand(), rate.used(now), claim.claim()))
                .orElse(null);
    }

    /**
     * The next record of the log.
     *
     * @param timestamp when the log took it, milliseconds
     */
    public synchronized void heard(WorkerLoad load, long timestamp) {
        String worker = load.getWorkerId();
        newest = Math.max(newest, timestamp);
        heardAt.put(worker, newest);
        countWorkers();
        if (worker.equals(self)) {
            ownHeard = load.getNumber();
        }
        rooms.share(all -> Messages.orEmpty(load.getEndpoints()).forEach(each -> {
            Room room = all.get(each.getEndpointId());
            if (room != null) {
                heard(worker, timestamp, load.getNumber(), each, room);
            }
        }));
    }

    private void heard(String worker, long timestamp, long number, EndpointLoad load, Room room) {
        heard(worker, timestamp, number, load.getRequests(), room.requests);
        heard(worker, timestamp, number, load.getTokens(), room.tokens);
        Instant pausedUntil = load.getPausedUntil();
        if (pausedUntil != null && !worker.equals(self)) {
            room.guard().pauseLikeOthers(pausedUntil);
        }
    }

    private static void heard(String worker, long timestamp, long number, @Nullable RateClaim claim, Rate rate) {
        long now = System.nanoTime();
        if (claim == null) {
            rate.left(worker, now);
        } else {
            rate.heard(
                    worker, timestamp, new Claim(number, claim.getLimit(), claim.getDemand(), claim.getClaim()), now);
        }
    }

    /** A dispatcher said that it is leaving. */
    public synchronized void left(String worker) {
        heardAt.remove(worker);
        countWorkers();
        rooms.share(all -> all.values().forEach(room -> {
            room.requests.left(worker, System.nanoTime());
            room.tokens.left(worker, System.nanoTime());
        }));
    }

    private void countWorkers() {
        heardAt.values().removeIf(at -> newest - at > Claims.GONE_AFTER.toMillis());
        liveWorkers = Math.max(1, heardAt.size());
    }
}
