package io.tieline.replay.run;

import io.tieline.routing.Catalogue;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayCommandKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where replays are ordered and looked at. Thread-safe. */
public interface ReplayDesk {
    /**
     * What the replay would do.
     *
     * @throws IllegalArgumentException if edited contents are longer than a request may be, or the selection is larger than
     *     one replay's may be
     */
    Preview preview(NewReplay order, Catalogue catalogue);

    /**
     * Orders a replay. Returns once the order is kept; it is run as soon as those before it have ended.
     *
     * @return as it begins
     * @throws IllegalArgumentException if edited contents are longer than a request may be
     * @throws IOException if Kafka didn't acknowledge it; it may have it all the same
     */
    Replay start(NewReplay order) throws IOException, InterruptedException;

    /**
     * Tells a replay something. Its state may not allow it by the time that it hears: {@link #await} shows.
     *
     * @return when, by which the order is known again
     * @throws IOException if Kafka didn't acknowledge it; it may have it all the same
     */
    Instant tell(String replayId, ReplayCommandKind kind, String by, String why)
            throws IOException, InterruptedException;

    /** Whether a replay that stands like this can be told so. */
    static boolean allows(Replay replay, ReplayCommandKind kind) {
        return ReplayMachine.allows(replay, kind);
    }

    /** All replays, the newest first. */
    List<Replay> all();

    /** One of them; empty where whoever runs them hasn't heard of it. */
    default Optional<Replay> find(String replayId) {
        return all().stream()
                .filter(replay -> replay.getReplayId().equals(replayId))
                .findFirst();
    }

    /**
     * Waits until an order has reached its replay; empty where the time was not enough, for nobody runs replays perhaps, or its
     * state doesn't allow it.
     *
     * @param told what {@link #tell} returned
     */
    Optional<Replay> await(String replayId, ReplayCommandKind kind, Instant told, Duration timeout)
            throws InterruptedException;
}
