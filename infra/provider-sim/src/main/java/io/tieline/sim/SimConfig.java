package io.tieline.sim;

import io.tieline.sim.wire.SimEndpoint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to simulate. Two endpoints of one id, or of one path, can't exist.
 *
 * @param host address that it listens on, such as {@value #LOOPBACK}
 * @param port 0 for a free one
 * @param endpoints one or more
 * @param speed divides all latencies, more than 0
 * @param seed of all that is left to chance
 * @param callsKept most calls of the log in memory, 1 or more
 * @param callFile the log is appended to it as JSON lines; null for none
 */
public record SimConfig(
        String host,
        int port,
        List<SimEndpoint> endpoints,
        double speed,
        long seed,
        int callsKept,
        @Nullable Path callFile) {

    /** For this machine alone. */
    public static final String LOOPBACK = "127.0.0.1";

    /** Calls of the log in memory where the configuration names no number; about 200 bytes each. */
    public static final int DEFAULT_CALLS_KEPT = 1_000_000;

    public SimConfig {
        require(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
        require(!endpoints.isEmpty(), "endpoints", "empty", "one endpoint or more");
        require(speed > 0 && speed <= 1_000_000, "speed", speed, "more than 0, up to 1000000");
        require(callsKept >= 1, "callsKept", callsKept, "1 or more");
        endpoints = List.copyOf(endpoints);
        Map<String, String> idOfSlug = new HashMap<>();
        for (SimEndpoint endpoint : endpoints) {
            String other = idOfSlug.put(endpoint.slug(), endpoint.id());
            if (other != null) {
                throw new IllegalArgumentException("endpoints '" + other + "' and '" + endpoint.id()
                        + "' share the path '" + endpoint.slug() + "': rename one");
            }
        }
    }

    /** On a free port of the loopback address, at real speed, with seed 1 and the default log. */
    public static SimConfig of(SimEndpoint... endpoints) {
        return new SimConfig(LOOPBACK, 0, List.of(endpoints), 1, 1, DEFAULT_CALLS_KEPT, null);
    }

    /** On another address, such as 0.0.0.0 for callers of other machines. */
    public SimConfig withHost(String newHost) {
        return new SimConfig(newHost, port, endpoints, speed, seed, callsKept, callFile);
    }

    public SimConfig withPort(int newPort) {
        return new SimConfig(host, newPort, endpoints, speed, seed, callsKept, callFile);
    }

    public SimConfig withSpeed(double newSpeed) {
        return new SimConfig(host, port, endpoints, newSpeed, seed, callsKept, callFile);
    }

    public SimConfig withSeed(long newSeed) {
        return new SimConfig(host, port, endpoints, speed, newSeed, callsKept, callFile);
    }

    public SimConfig withCallsKept(int newCallsKept) {
        return new SimConfig(host, port, endpoints, speed, seed, newCallsKept, callFile);
    }

    public SimConfig withCallFile(Path newCallFile) {
        return new SimConfig(host, port, endpoints, speed, seed, callsKept, newCallFile);
    }

    private static void require(boolean holds, String field, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
        }
    }
}
