package io.tieline.dispatcher.provider;

import java.time.Duration;

/**
 * How providers are reached.
 *
 * @param connectTimeout longest time to get a connection, 1 ms to 1 minute; a shorter time for the whole call counts first
 * @param maxConnections most connections to one host and port, 1 to 65,000
 * @param maxBodyBytes longest answer after decompression, 1 KiB to 64 MiB; a longer one is of no use
 */
public record HttpCallerConfig(Duration connectTimeout, int maxConnections, int maxBodyBytes) {
    private static final Duration LONGEST_CONNECT = Duration.ofMinutes(1);
    private static final int MOST_CONNECTIONS = 65_000;
    private static final int SMALLEST_BODY = 1024;

    public HttpCallerConfig {
        if (connectTimeout.toMillis() < 1 || connectTimeout.compareTo(LONGEST_CONNECT) > 0) {
            throw new IllegalArgumentException(
                    "connect-timeout is " + connectTimeout + ", allowed: 1 millisecond to 1 minute");
        }
        if (maxConnections < 1 || maxConnections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException("max-connections is " + maxConnections + ", allowed: 1 to 65,000");
        }
        if (maxBodyBytes < SMALLEST_BODY || maxBodyBytes > Json.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "max-body-bytes is " + maxBodyBytes + ", allowed: " + SMALLEST_BODY + " to " + Json.MAX_BYTES);
        }
    }

    /** 5 seconds to connect, 8,192 connections to each host, 8 MiB for an answer. */
    public static HttpCallerConfig defaults() {
        return new HttpCallerConfig(Duration.ofSeconds(5), 8_192, 8 * 1024 * 1024);
    }
}
