package io.tieline.dispatcher;

import io.tieline.dispatcher.dispatch.ReplyPolicy;
import io.tieline.dispatcher.resilience.GuardConfig;
import io.tieline.platform.DataSize;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a dispatcher. Those that are left out take the defaults named here.
 *
 * @param workerId name of this dispatcher, unlike that of any other and the same after a restart; it names its
 *     transactions, so that a successor ends what a killed process left open; the host's name
 * @param group first part of the names of the consumer groups, one for each lane, that all dispatchers share; {@code tieline-dispatcher}
 * @param limits see {@link Limits}
 * @param breakers see {@link GuardConfig}
 * @param grace how long calls may go on when the dispatcher stops or a partition moves away; 5 s
 * @param headPatience how long the oldest request may hold back a full window before it is parked; 30 s
 * @param maxAttempts most calls for one request over retries and fallbacks; 10
 * @param replyTopics topics that the tenants' replies may go to, by tenant; others use the default reply topic
 */
public record DispatcherConfig(
        String workerId,
        String group,
        Limits limits,
        GuardConfig breakers,
        Duration grace,
        Duration headPatience,
        int maxAttempts,
        Map<String, Set<String>> replyTopics) {

    /**
     * How much is taken at a time.
     *
     * @param inFlight most requests in flight in each lane; 4,000
     * @param inFlightBytes most bytes of requests in flight in each lane; a 24th of the heap, from 16 to
     *     256 MiB: in an outage of all providers the three lanes hold as much as they may, and each byte takes about three
     * @param requestBytes largest request that is served; 1 MiB
     * @param connections most connections to providers; twice the requests in flight
     */
    public record Limits(int inFlight, DataSize inFlightBytes, DataSize requestBytes, int connections) {
        private static final DataSize LARGEST_REQUEST = DataSize.ofMiB(2);
        private static final int SHARE_OF_HEAP = 24;

        /** What a lane may hold of a heap of so many bytes. */
        static DataSize share(long heapBytes) {
            return new DataSize(Math.clamp(
                    heapBytes / SHARE_OF_HEAP,
                    DataSize.ofMiB(16).bytes(),
                    DataSize.ofMiB(256).bytes()));
        }

        /** Zero and null stand for the defaults. */
        public Limits(
                int inFlight, @Nullable DataSize inFlightBytes, @Nullable DataSize requestBytes, int connections) {
            this.inFlight = inFlight == 0 ? 4_000 : inFlight;
            this.inFlightBytes =
                    inFlightBytes == null ? share(Runtime.getRuntime().maxMemory()) : inFlightBytes;
            this.requestBytes = requestBytes == null ? DataSize.ofMiB(1) : requestBytes;
            this.connections = connections == 0 ? 2 * this.inFlight : connections;
            require(this.inFlight > 0, "in-flight", inFlight, "1 or more");
            require(
                    this.requestBytes.bytes() > 0 && this.requestBytes.compareTo(LARGEST_REQUEST) <= 0,
                    "request-bytes",
                    this.requestBytes,
                    "1B to 2MiB, the most that the topics take");
            require(
                    this.inFlightBytes.compareTo(this.requestBytes) >= 0,
                    "in-flight-bytes",
                    this.inFlightBytes,
                    "not less than request-bytes, which is " + this.requestBytes);
            require(this.connections > 0, "connections", connections, "1 or more");
        }
    }

    public DispatcherConfig(
            @Nullable String workerId,
            @Nullable String group,
            @Nullable Limits limits,
            @Nullable GuardConfig breakers,
            @Nullable Duration grace,
            @Nullable Duration headPatience,
            int maxAttempts,
            @Nullable Map<String, Set<String>> replyTopics) {
        this.workerId = workerId == null ? HostName.get() : workerId;
        this.group = group == null ? "tieline-dispatcher" : group;
        this.limits = limits == null ? new Limits(0, null, null, 0) : limits;
        this.breakers = breakers == null ? GuardConfig.DEFAULTS : breakers;
        this.grace = grace == null ? Duration.ofSeconds(5) : grace;
        this.headPatience = headPatience == null ? Duration.ofSeconds(30) : headPatience;
        this.maxAttempts = maxAttempts == 0 ? 10 : maxAttempts;
        this.replyTopics = new ReplyPolicy(replyTopics).tenantTopics();
        require(
                this.workerId.matches("[a-zA-Z0-9._-]{1,100}"),
                "worker-id",
                this.workerId,
                "1 to 100 letters, digits, . _ -");
        require(this.group.matches("[a-zA-Z0-9._-]{1,100}"), "group", this.group, "1 to 100 letters, digits, . _ -");
        require(!this.grace.isNegative(), "grace", this.grace, "0s or longer");
        require(this.headPatience.isPositive(), "head-patience", this.headPatience, "longer than nothing");
        require(this.maxAttempts > 0, "max-attempts", this.maxAttempts, "1 or more");
    }

    /** Consumer group of one lane: each has its own, so that a member of one lane doesn't rebalance the others. */
    String groupOf(String topic) {
        return group + "." + topic;
    }

    /** The defaults under a name. */
    public static DispatcherConfig defaults(String workerId) {
        return new DispatcherConfig(workerId, null, null, null, null, null, 0, null);
    }

    private static void require(boolean holds, String field, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
        }
    }
}
