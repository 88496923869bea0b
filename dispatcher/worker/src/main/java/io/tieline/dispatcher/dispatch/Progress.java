package io.tieline.dispatcher.dispatch;

import io.tieline.routing.Tried;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.AttemptSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls made for one request so far, those before it was parked included. Used by the request's thread. */
final class Progress {
    private final List<AttemptSummary> attempts;
    private int begun;
    private long costMicroUsd;
    private boolean costEstimated;
    private @Nullable String partialText;

    Progress(Taken taken) {
        attempts = new ArrayList<>(taken.earlier());
        begun = attempts.size();
        costMicroUsd = taken.costMicroUsd();
        costEstimated = taken.costEstimated();
    }

    /**
     * A call has ended.
     *
     * @param estimated whether its cost rests on estimated tokens
     */
    void add(AttemptSummary attempt, long microUsd, boolean estimated) {
        attempts.add(attempt);
        costMicroUsd += microUsd;
        costEstimated |= estimated;
    }

    /** Another call begins; its number. */
    int begin() {
        begun++;
        return begun;
    }

    /** Calls that have begun. */
    int begun() {
        return begun;
    }

    /** Those that have ended, by their numbers. */
    List<AttemptSummary> attempts() {
        return attempts.stream()
                .sorted(Comparator.comparingInt(AttemptSummary::getNumber))
                .toList();
    }

    /** What the last call that ended with this code was told; empty where nothing was. */
    Optional<String> lastWords(ErrorCode code) {
        return attempts().reversed().stream()
                .filter(attempt -> attempt.getCode().equals(code.wire()))
                .findFirst()
                .map(AttemptSummary::getMessage);
    }

    long costMicroUsd() {
        return costMicroUsd;
    }

    /** An answer was cut off; what came of it may be better than nothing. */
    void cutOff(@Nullable String text) {
        partialText = text == null ? partialText : text;
    }

    /** The newest answer that was cut off, as far as it came; null: none was, since the request was last parked. */
    @Nullable
    String partialText() {
        return partialText;
    }

    /** Whether a part of the cost rests on estimated tokens. */
    boolean isCostEstimated() {
        return costEstimated;
    }

    /** The failed ones, as they ended. */
    List<Tried> tried() {
        return attempts.stream()
                .filter(attempt -> !attempt.getCode().equals(ErrorCode.OK))
                .map(attempt -> new Tried(
                        attempt.getEndpointId(),
                        ErrorCode.ofWire(attempt.getCode()).orElse(ErrorCode.PROVIDER_UNKNOWN),
                        attempt.getStartedAt().plusMillis(attempt.getDurationMillis()),
                        attempt.getProbe()))
                .sorted(Comparator.comparing(Tried::endedAt))
                .toList();
    }
}
