package io.tieline.client;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Ids of requests: UUIDs of version 7, which begin with the time, so that a reply can be looked for from there on. */
final class RequestIds {
    private static final int VERSION = 7;

    private RequestIds() {}

    static String next(Instant now, RandomGenerator random) {
        long high = now.toEpochMilli() << 16 | VERSION << 12 | random.nextInt(1 << 12);
        long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    /** When the id was made, to the millisecond; empty where it is no UUID of version 7. */
    static Optional<Instant> timeOf(String id) {
        try {
            UUID uuid = UUID.fromString(id);
            boolean complete = id.length() == 36;
            return complete && uuid.version() == VERSION
                    ? Optional.of(Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
