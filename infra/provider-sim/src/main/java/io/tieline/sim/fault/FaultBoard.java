package io.tieline.sim.fault;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The faults that are active or to come. Safe for use by many threads. */
public final class FaultBoard {
    private final Set<String> endpoints;
    private final long seed;
    private final AtomicLong lastId = new AtomicLong();
    private final CopyOnWriteArrayList<FaultHandle> faults = new CopyOnWriteArrayList<>();

    public FaultBoard(Set<String> endpoints, long seed) {
        this.endpoints = Set.copyOf(endpoints);
        this.seed = seed;
    }

    /**
     * Injects a fault.
     *
     * @throws IllegalArgumentException if it names an endpoint that doesn't exist
     */
    public FaultHandle inject(Fault fault, Instant now) {
        if (!fault.endpoint().equals(Fault.EVERY_ENDPOINT) && !endpoints.contains(fault.endpoint())) {
            throw new IllegalArgumentException("endpoint is '" + fault.endpoint() + "', allowed: "
                    + endpoints.stream().sorted().toList() + " or * for all");
        }
        long number = lastId.incrementAndGet();
        long ownSeed = fault.seed() == null ? Dice.number(seed, number) : fault.seed();
        FaultHandle handle = new FaultHandle("fault-" + number, fault, now, ownSeed);
        faults.removeIf(other -> other.isOver(now));
        faults.add(handle);
        return handle;
    }

    /**
     * The fault that takes this call, if any.
     *
     * @param requestId of the call; null: the client sent none
     */
    public Optional<FaultHandle> select(String endpointId, @Nullable String requestId, Instant now) {
        for (FaultHandle fault : faults) {
            if (fault.takes(endpointId, requestId, now)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** Those that are active or to come, the first injected first. */
    public List<FaultHandle> list(Instant now) {
        return faults.stream().filter(fault -> !fault.isOver(now)).toList();
    }

    /** Ends one; false if there is none of that id, or it is over. */
    public boolean clear(String id, Instant now) {
        Optional<FaultHandle> found =
                list(now).stream().filter(fault -> fault.id().equals(id)).findFirst();
        found.ifPresent(FaultHandle::clear);
        return found.isPresent();
    }

    /** Ends all. */
    public void clearAll() {
        faults.forEach(FaultHandle::clear);
        faults.clear();
    }
}
