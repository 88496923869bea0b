package io.tieline.gateway.config;

import io.tieline.platform.DataSize;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a gateway, section {@code gateway} of the configuration.
 *
 * @param listen where callers reach it; 127.0.0.1:8080
 * @param operators where operators reach it, with keys of the right {@code operate}; null: nowhere
 * @param advertised address of the gateway as callers see it, without a slash at its end, such as
 *     {@code https://ai.example.com}; null: as each caller has addressed it
 * @param keys file with the keys of callers; null: the environment variable TIELINE_API_KEYS
 * @param stateDir what this gateway alone keeps, and can read again from Kafka; {@code .tieline/gateway}
 * @param longestBody longest body of a request but for files; 32MiB
 * @param longestFile longest file; 512MiB
 * @param mostConnections connections at a time; 4096
 * @param answerWithin how long a caller waits for the answer to one request; 10m
 */
public record GatewayConfig(
        InetSocketAddress listen,
        @Nullable InetSocketAddress operators,
        @Nullable String advertised,
        @Nullable Path keys,
        Path stateDir,
        DataSize longestBody,
        DataSize longestFile,
        Integer mostConnections,
        Duration answerWithin) {
    private static final Duration LONGEST = Duration.ofHours(1);

    public GatewayConfig(
            @Nullable InetSocketAddress listen,
            @Nullable InetSocketAddress operators,
            @Nullable String advertised,
            @Nullable Path keys,
            @Nullable Path stateDir,
            @Nullable DataSize longestBody,
            @Nullable DataSize longestFile,
            @Nullable Integer mostConnections,
            @Nullable Duration answerWithin) {
        this.listen = listen == null ? InetSocketAddress.createUnresolved("127.0.0.1", 8080) : listen;
        this.operators = operators;
        this.advertised = advertised;
        this.keys = keys;
        this.stateDir = stateDir == null ? Path.of(".tieline", "gateway") : stateDir;
        this.longestBody = longestBody == null ? DataSize.ofMiB(32) : longestBody;
        this.longestFile = longestFile == null ? DataSize.ofMiB(512) : longestFile;
        this.mostConnections = mostConnections == null ? 4096 : mostConnections;
        this.answerWithin = answerWithin == null ? Duration.ofMinutes(10) : answerWithin;
        require(this.mostConnections >= 1, "most-connections", this.mostConnections, "1 or more");
        require(
                this.answerWithin.isPositive() && this.answerWithin.compareTo(LONGEST) <= 0,
                "answer-within",
                this.answerWithin,
                "up to an hour");
        require(
                advertised == null || advertised.matches("https?://[^/\\s]+(/[^\\s]*[^/\\s])?"),
                "advertised",
                String.valueOf(advertised),
                "an http or https address without a slash at its end");
        requireNoTilde("keys", keys);
        requireNoTilde("state-dir", stateDir);
    }

    /** The same, with paths from the folder that this file is in, where they aren't whole. */
    public GatewayConfig withPathsFrom(Path file) {
        return new GatewayConfig(
                listen,
                operators,
                advertised,
                keys == null ? null : file.resolveSibling(keys),
                file.resolveSibling(stateDir),
                longestBody,
                longestFile,
                mostConnections,
                answerWithin);
    }

    private static void requireNoTilde(String field, @Nullable Path path) {
        require(
                path == null || !path.startsWith("~"),
                field,
                String.valueOf(path),
                "a path from / or from the folder of this file; ~ means nothing here");
    }

    private static void require(boolean holds, String field, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
        }
    }
}
