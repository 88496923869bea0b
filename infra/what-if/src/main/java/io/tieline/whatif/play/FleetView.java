package io.tieline.whatif.play;

import io.tieline.routing.Admission;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointStatus;
import io.tieline.routing.HealthView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the dispatchers believe, and who waits for it to change. Not thread-safe. */
final class FleetView implements HealthView {
    private final Map<String, Bench> benches = new LinkedHashMap<>();
    private final Map<String, Dormitory> resting = new HashMap<>();

    /** Somebody who waits for news; wakes at most once. */
    static final class Sleeper {
        private final Runnable wake;
        private boolean awake;

        Sleeper(Runnable wake) {
            this.wake = wake;
        }

        boolean isAwake() {
            return awake;
        }

        void wake() {
            if (!awake) {
                awake = true;
                wake.run();
            }
        }
    }

    /** Those who wait for news of one endpoint. */
    private static final class Dormitory {
        private static final int FEW = 1_024;

        private final Deque<Sleeper> sleepers = new ArrayDeque<>();
        private int crowded = FEW;

        void add(Sleeper sleeper) {
            sleepers.add(sleeper);
            if (sleepers.size() >= crowded) {
                // Most were woken by something else long ago.
                sleepers.removeIf(Sleeper::isAwake);
                crowded = Math.max(FEW, 2 * sleepers.size());
            }
        }

        int size() {
            return sleepers.size();
        }

        /** Who came last has the most of its time left. */
        Sleeper removeLast() {
            return sleepers.removeLast();
        }

        List<Sleeper> all() {
            List<Sleeper> all = new ArrayList<>(sleepers);
            sleepers.clear();
            return all;
        }
    }

    FleetView(Catalogue catalogue, Instant now) {
        for (Endpoint endpoint : catalogue.endpoints()) {
            benches.put(endpoint.id(), new Bench(endpoint, now));
            resting.put(endpoint.id(), new Dormitory());
        }
    }

    Bench bench(Endpoint endpoint) {
        return Objects.requireNonNull(benches.get(endpoint.id()));
    }

    Collection<Bench> benches() {
        return benches.values();
    }

    /** Wakes the sleeper at the next news of any of these that could matter to it. */
    void rest(Sleeper sleeper, List<Endpoint> endpoints) {
        endpoints.forEach(endpoint -> queue(endpoint).add(sleeper));
    }

    private Dormitory queue(Endpoint endpoint) {
        return Objects.requireNonNull(resting.get(endpoint.id()));
    }

    /**
     * The word on an endpoint has changed: wakes those who wait for it. Where it may be probed, one after the other until
     * somebody has taken the probe; where it is out, nobody.
     */
    void changed(Bench bench) {
        Dormitory dormitory = queue(bench.endpoint());
        if (bench.word().takesCalls()) {
            dormitory.all().forEach(Sleeper::wake);
            return;
        }
        for (int left = dormitory.size(); left > 0 && wantsProbe(bench.word()); left--) {
            dormitory.removeLast().wake();
        }
    }

    private static boolean wantsProbe(EndpointStatus word) {
        return word.admission(word.since()) instanceof Admission.Doubtful;
    }

    /** Whether any of these takes calls, or may be probed. */
    boolean offersAnything(List<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            EndpointStatus word = bench(endpoint).word();
            if (word.takesCalls() || wantsProbe(word)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Admission admission(Endpoint endpoint, Instant now) {
        return bench(endpoint).word().admission(now);
    }

    @Override
    public boolean anyAdmitted(Instant now) {
        for (Bench bench : benches.values()) {
            if (bench.word().takesCalls()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean workedSince(Endpoint endpoint, Instant moment) {
        return bench(endpoint).workedAt().isAfter(moment);
    }

    @Override
    public Duration usual(Endpoint endpoint) {
        Duration slowest = bench(endpoint).word().slowest();
        return slowest.isZero() ? endpoint.timeout() : slowest;
    }

    @Override
    public Optional<Duration> typical(Endpoint endpoint) {
        Duration typical = bench(endpoint).word().typical();
        return typical.isZero() ? Optional.empty() : Optional.of(typical);
    }
}
