package io.tieline.replay.run;

import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayCommand;
import io.tieline.schemas.avro.ReplayCommandKind;
import io.tieline.schemas.avro.ReplayOrder;
import io.tieline.schemas.avro.ReplayPosition;
import io.tieline.schemas.avro.ReplayState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a replay. Pure: a replay and what happens make the replay that follows, which is the same object where
 * nothing changes.
 */
final class ReplayMachine {
    private static final String ITSELF = "the replay itself";

    private ReplayMachine() {}

    /** What was done with a part of the selection. */
    record Portion(
            long published,
            long skippedAnswered,
            long skippedOpen,
            long quarantined,
            long refused,
            @Nullable String refusal,
            List<ReplayPosition> cursor) {
        Portion {
            cursor = List.copyOf(cursor);
        }
    }

    /** Whether it is the one to be run, or waits to be. */
    static boolean isUnderWay(Replay replay) {
        return switch (replay.getState()) {
            case ACCEPTED, RUNNING -> true;
            case PAUSED, COMPLETED, CANCELLED, STOPPED -> false;
        };
    }

    /** Published requests that haven't ended. */
    static long open(Replay replay) {
        return replay.getReplayed() - replay.getSucceeded() - replay.getFailed();
    }

    static boolean hasReadAll(Replay replay) {
        return replay.getStartedAt() != null
                && replay.getCursor().stream().allMatch(position -> position.getNext() >= position.getEnd());
    }

    /** Obeys an order, unless the state doesn't allow it. */
    static Replay told(Replay replay, ReplayCommand command) {
        ReplayCommandKind kind = command.getKind();
        if (kind == null) {
            return replay;
        }
        ReplayState next = next(replay, kind);
        if (next == replay.getState()) {
            return replay;
        }
        Replay.Builder told = Replay.newBuilder(replay)
                .setState(next)
                .setReason(null)
                .setAudit(audit(replay, kind.name(), command.getBy(), command.getWhy(), command.getAt()));
        return (next == ReplayState.CANCELLED ? told.setEndedAt(command.getAt()).setEdited(null) : told).build();
    }

    static boolean allows(Replay replay, ReplayCommandKind kind) {
        return next(replay, kind) != replay.getState();
    }

    private static ReplayState next(Replay replay, ReplayCommandKind kind) {
        ReplayState now = replay.getState();
        return switch (kind) {
            case START -> now;
            case PAUSE -> isUnderWay(replay) ? ReplayState.PAUSED : now;
            case RESUME ->
                switch (now) {
                    case PAUSED, STOPPED -> replay.getStartedAt() == null ? ReplayState.ACCEPTED : ReplayState.RUNNING;
                    case ACCEPTED, RUNNING, COMPLETED, CANCELLED -> now;
                };
            case CANCEL ->
                switch (now) {
                    case ACCEPTED, RUNNING, PAUSED, STOPPED -> ReplayState.CANCELLED;
                    case COMPLETED, CANCELLED -> now;
                };
        };
    }

    private static List<ReplayOrder> audit(Replay replay, String kind, String by, String why, Instant at) {
        List<ReplayOrder> audit = new ArrayList<>(replay.getAudit());
        audit.add(new ReplayOrder(kind, by, why, at));
        return audit;
    }

    /** The selection has been looked through: so much is in it, and here it begins and ends. */
    static Replay begun(Replay replay, long selected, List<ReplayPosition> cursor, Instant at) {
        return endIfThrough(
                Replay.newBuilder(replay)
                        .setState(ReplayState.RUNNING)
                        .setSelected(selected)
                        .setCursor(cursor)
                        .setStartedAt(at)
                        .build(),
                at);
    }

    static Replay advanced(Replay replay, Portion portion, Instant at) {
        Replay.Builder next = Replay.newBuilder(replay)
                .setReplayed(replay.getReplayed() + portion.published())
                .setSkippedAnswered(replay.getSkippedAnswered() + portion.skippedAnswered())
                .setSkippedOpen(replay.getSkippedOpen() + portion.skippedOpen())
                .setQuarantined(replay.getQuarantined() + portion.quarantined())
                .setRefused(replay.getRefused() + portion.refused())
                .setCursor(portion.cursor());
        if (portion.refusal() != null) {
            next.setRefusal(portion.refusal());
        }
        return endIfThrough(next.build(), at);
    }

    /** Requests that it has published have ended, whatever state it is in by now. */
    static Replay answered(Replay replay, long succeeded, long failed, Instant at) {
        return endIfThrough(
                Replay.newBuilder(replay)
                        .setSucceeded(replay.getSucceeded() + succeeded)
                        .setFailed(replay.getFailed() + failed)
                        .build(),
                at);
    }

    private static Replay endIfThrough(Replay replay, Instant at) {
        return replay.getState() == ReplayState.RUNNING && hasReadAll(replay) && open(replay) <= 0
                ? Replay.newBuilder(replay)
                        .setState(ReplayState.COMPLETED)
                        .setEndedAt(at)
                        .setEdited(null)
                        .build()
                : replay;
    }

    /** It goes no further by itself; it may be resumed. */
    static Replay stopped(Replay replay, String reason, Instant at) {
        return isUnderWay(replay)
                ? Replay.newBuilder(replay)
                        .setState(ReplayState.STOPPED)
                        .setReason(reason)
                        .setAudit(audit(replay, "STOP", ITSELF, reason, at))
                        .build()
                : replay;
    }
}
