package io.tieline.client;

import io.tieline.schemas.avro.Outcome;
import java.util.List;
import java.util.Map;

/**
 * What became of many requests.
 *
 * @param outcomes how many ended in which way; ways that didn't occur are missing
 * @param withoutReply the others, in the order in which they failed
 */
public record BatchSummary(Map<Outcome, Long> outcomes, List<WithoutReply> withoutReply) {
    /**
     * A request that no reply came for.
     *
     * @param reason {@link IllegalArgumentException} where the request can't be submitted, {@link NoReplyException}
     *     otherwise
     */
    public record WithoutReply(String requestId, RuntimeException reason) {}

    public BatchSummary {
        outcomes = Map.copyOf(outcomes);
        withoutReply = List.copyOf(withoutReply);
    }

    /** How many requests there were. */
    public long requests() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum() + withoutReply.size();
    }
}
