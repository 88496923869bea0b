package io.tieline.dispatcher.resilience;

import io.tieline.dispatcher.resilience.Waiters.Waiter;
import io.tieline.dispatcher.turns.Gate;
import io.tieline.dispatcher.turns.Ticket;
import io.tieline.routing.Ask;
import io.tieline.routing.Capacity;
import io.tieline.routing.Endpoint;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request's place in the order of turns, as long as this dispatcher has it. Used by the request's thread. */
public final class Turn implements Capacity {
    private final Rooms rooms;
    private final Waiters waiters;
    private final Function<Endpoint, EndpointGuard> guards;
    private final Ask ask;
    private final Set<String> failedAt;
    final Ticket ticket;

    // The lock of the rooms guards what follows.
    private @Nullable Waiter waiter;
    private List<Place> places = List.of();
    private @Nullable Hold granted;

    /**
     * Where it waits.
     *
     * @param endpoint as the request's catalogue has it, which may not be the one in force any more
     */
    record Place(Room room, Endpoint endpoint, double tokens, boolean again) {
        Gate gate() {
            return new Gate(room.endpointId, again);
        }
    }

    Turn(
            Rooms rooms,
            Waiters waiters,
            Function<Endpoint, EndpointGuard> guards,
            Ask ask,
            Collection<String> failedAt,
            Ticket ticket) {
        this.rooms = rooms;
        this.waiters = waiters;
        this.guards = guards;
        this.ask = ask;
        this.failedAt = new HashSet<>(failedAt);
        this.ticket = ticket;
    }

    /** Whether it may call there now: there is room, and nobody who comes before it waits for that. */
    @Override
    public boolean hasRoom(Endpoint endpoint) {
        return rooms.hasRoom(this, place(endpoint));
    }

    /** Empty where another was faster, or the situation has changed: a new decision is due. Probes find room always. */
    public Optional<Permit> enter(Endpoint endpoint) throws InterruptedException {
        return Optional.ofNullable(guards.apply(endpoint).enter(this, place(endpoint)));
    }

    /**
     * Waits until there is room at one of the endpoints, which is kept for it then, or a new decision is due.
     *
     * @param full those that work, and have no room
     * @param candidates all that may be worth another decision
     * @param seen {@link Waiters#changes} as it was when the decision to wait was made
     */
    public void await(Collection<Endpoint> full, Collection<Endpoint> candidates, long seen, Duration patience)
            throws InterruptedException {
        List<String> others = candidates.stream()
                .filter(candidate -> !full.contains(candidate))
                .map(Endpoint::id)
                .toList();
        Waiter waiting = new Waiter();
        boolean whole = false;
        try {
            if (waiters.enlist(waiting, others, seen)) {
                rooms.enlist(this, full.stream().map(this::place).toList(), waiting);
                waiting.await(patience);
            }
            whole = true;
        } finally {
            waiters.leave(waiting, others);
            rooms.leave(this, whole);
        }
    }

    /** Enters where {@link #await} got it room; empty where it got none, or the situation has changed. */
    public Optional<Permit> enterGranted() throws InterruptedException {
        Hold hold = rooms.take(this);
        return hold == null
                ? Optional.empty()
                : Optional.ofNullable(hold.room().guard().enter(hold));
    }

    Place place(Endpoint endpoint) {
        double tokens = (double) ask.inputTokens() + ask.outputTokensAt(endpoint);
        return new Place(guards.apply(endpoint).room(), endpoint, tokens, failedAt.contains(endpoint.id()));
    }

    void failedAt(String endpointId) {
        failedAt.add(endpointId);
    }

    void waitsAt(List<Place> newPlaces, Waiter newWaiter) {
        places = newPlaces;
        waiter = newWaiter;
    }

    void waitsNoMore() {
        places = List.of();
        waiter = null;
    }

    boolean waitsAt(Room room) {
        return places.stream().anyMatch(place -> place.endpoint().id().equals(room.endpointId));
    }

    /** An endpoint that left the catalogue has another room, if it is asked for again. */
    Place placeAt(Room room) {
        return places.stream()
                .filter(place -> place.endpoint().id().equals(room.endpointId))
                .findFirst()
                .map(place -> new Place(room, place.endpoint(), place.tokens(), place.again()))
                .orElseThrow(() -> new IllegalStateException(ticket + " does not wait for " + room.endpointId));
    }

    List<Place> places() {
        return places;
    }

    boolean isWoken() {
        return waiter == null || waiter.isWoken();
    }

    void wake() {
        if (waiter != null) {
            waiter.wake();
        }
    }

    void grant(Hold hold) {
        granted = hold;
        wake();
    }

    @Nullable
    Hold takeGranted() {
        Hold hold = granted;
        granted = null;
        return hold;
    }
}
