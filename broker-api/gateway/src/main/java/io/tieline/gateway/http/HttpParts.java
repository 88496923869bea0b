package io.tieline.gateway.http;

import io.tieline.gateway.auth.Caller;
import io.tieline.gateway.files.FileShelf;
import io.tieline.gateway.jobs.Jobs;
import io.tieline.gateway.requests.Broker;
import io.tieline.replay.run.ReplayDesk;
import io.tieline.replay.select.Letters;
import io.tieline.routing.Catalogue;
import io.tieline.trace.topics.TimeRange;
import io.tieline.trace.topics.TopicTrace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the paths lead to.
 *
 * @param keys who shows a key
 * @param traffic what was asked in a time, and what became of it, as much as may be read
 * @param uploads folder for what is on its way into the shelf
 * @param ready whether the gateway takes part in the work
 * @param signOfLife how often a caller who waits for events gets one
 * @param longestSilence how long the next byte of a caller is waited for
 */
public record HttpParts(
        Function<String, Optional<Caller>> keys,
        Supplier<Catalogue> catalogue,
        Broker broker,
        FileShelf files,
        Jobs jobs,
        ReplayDesk replays,
        Letters letters,
        Function<TimeRange, TopicTrace.Read> traffic,
        Once once,
        Path uploads,
        BooleanSupplier ready,
        Duration signOfLife,
        Duration longestSilence,
        InstantSource clock) {}
