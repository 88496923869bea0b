package io.tieline.replay.run;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayMark;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What replies and calls tell of replays: counts for each, and whether the one that is being run does well. */
final class ReplayNews implements ReplyWatch.Listener {
    private final Map<String, Counts> ended = new HashMap<>();
    private @Nullable Judged judged;

    /** Requests of a replay that have ended. */
    record Counts(long answered, long failed) {
        private Counts plus(Counts other) {
            return new Counts(answered + other.answered, failed + other.failed);
        }
    }

    private record Judged(String replayId, SkipIndex index, FailureWatch failures) {}

    /** This is the one that is being run. */
    void judge(Replay replay, SkipIndex index) {
        judged = new Judged(
                replay.getReplayId(), index, new FailureWatch(replay.getFailureLimit(), replay.getFailureWindow()));
    }

    /** None is. */
    void judgeNothing() {
        judged = null;
    }

    /** Why the one that is being run has to stop; empty where it needn't. */
    Optional<String> verdict() {
        return judged == null ? Optional.empty() : judged.failures().verdict();
    }

    /** Hands over what has come since the last time. */
    void drain(BiConsumer<String, Counts> taker) {
        ended.forEach(taker);
        ended.clear();
    }

    @Override
    public void ended(InferenceReply reply) {
        ReplayMark mark = reply.getReplayOf();
        boolean answered = reply.getOutcome() == Outcome.COMPLETED;
        ended.merge(mark.getReplayId(), answered ? new Counts(1, 0) : new Counts(0, 1), Counts::plus);
        if (judged == null || !mark.getReplayId().equals(judged.replayId())) {
            return;
        }
        switch (reply.getOutcome()) {
            case COMPLETED -> judged.failures().succeeded();
            case FAILED, REJECTED, EXPIRED ->
                judged.failures().failed(reply.getError().getCode());
            case CANCELLED -> {
                // Somebody wanted it no more, which says nothing of whether it would have worked.
            }
        }
    }

    @Override
    public void called(Attempt attempt) {
        String requestId = attempt.getRequestId();
        if (judged == null || requestId.indexOf('~') < 0 || !judged.index().asksFor(requestId)) {
            return;
        }
        if (attempt.getCode().equals(ErrorCode.OK)) {
            judged.failures().succeeded();
        } else if (isFailure(attempt.getCode())) {
            judged.failures().failed(attempt.getCode() + " at " + attempt.getEndpointId());
        }
    }

    /** Too fast isn't broken, and a call that goes on may end well. */
    private static boolean isFailure(String code) {
        return !code.startsWith("provider.rate_limited")
                && !code.equals(ErrorCode.PROVIDER_OVERDUE.wire())
                && !code.equals(ErrorCode.BROKER_INTERRUPTED.wire());
    }
}
