package io.tieline.gateway.http;

import io.tieline.replay.run.NewReplay;
import io.tieline.replay.run.Preview;
import io.tieline.replay.run.ReplayDesk;
import io.tieline.routing.Catalogue;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayCommandKind;
import io.tieline.schemas.avro.ReplayOrder;
import io.tieline.schemas.avro.ReplayState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A desk that keeps its replays to itself: a cancelled one is told nothing more. */
final class MemoryReplays implements ReplayDesk {
    static final int MOST_EDITED_BYTES = 10_000;

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private int orders;
    private final Map<String, Replay> replays = new LinkedHashMap<>();

    @Override
    public Preview preview(NewReplay order, Catalogue catalogue) {
        requireFits(order);
        return new Preview(7, 4, 1, 1, 0, 1, 400, 800, 1_200, Map.of("openai-eu/gpt-x", 4L), List.of("r-9: gone"));
    }

    @Override
    public synchronized Replay start(NewReplay order) {
        requireFits(order);
        Replay replay = order.begin("replay-" + (replays.size() + 1), NOON);
        replays.put(replay.getReplayId(), replay);
        return replay;
    }

    private static void requireFits(NewReplay order) {
        InferenceRequest edited = order.edited();
        if (edited != null) {
            try {
                NewReplay.requireFits(edited.toByteBuffer().remaining(), MOST_EDITED_BYTES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public synchronized Instant tell(String replayId, ReplayCommandKind kind, String by, String why) {
        Instant at = NOON.plusMillis(orders++);
        replays.computeIfPresent(replayId, (_, replay) -> told(replay, kind, by, why, at));
        return at;
    }

    private static Replay told(Replay replay, ReplayCommandKind kind, String by, String why, Instant at) {
        if (replay.getState() == ReplayState.CANCELLED) {
            return replay;
        }
        ReplayState state = switch (kind) {
            case START, RESUME -> ReplayState.RUNNING;
            case PAUSE -> ReplayState.PAUSED;
            case CANCEL -> ReplayState.CANCELLED;
        };
        List<ReplayOrder> audit = new ArrayList<>(replay.getAudit());
        audit.add(new ReplayOrder(kind.name(), by, why, at));
        return Replay.newBuilder(replay).setState(state).setAudit(audit).build();
    }

    @Override
    public synchronized List<Replay> all() {
        return List.copyOf(replays.values()).reversed();
    }

    @Override
    public Optional<Replay> await(String replayId, ReplayCommandKind kind, Instant told, Duration timeout) {
        return find(replayId)
                .filter(replay -> replay.getAudit().stream()
                        .anyMatch(order -> order.getKind().equals(kind.name())
                                && order.getAt().equals(told)));
    }
}
