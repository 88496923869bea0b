package io.tieline.replay.select;

import io.tieline.schemas.Replays;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that stands in a source.
 *
 * @param requestId its id
 * @param at when it died, or was published
 * @param request null where it could not be decoded, or isn't there as a whole any more
 * @param letter null where the source isn't that of dead letters
 */
public record Found(
        String requestId,
        Instant at,
        @Nullable InferenceRequest request,
        @Nullable DeadLetter letter) {
    private static final String NOBODY = "";

    /** A dead letter. */
    public static Found of(DeadLetter letter) {
        return new Found(letter.getRequestId(), letter.getDeadAt(), letter.getRequest(), letter);
    }

    /** A request in a lane. */
    public static Found of(InferenceRequest request, Instant at) {
        return new Found(request.getRequestId(), at, request, null);
    }

    private Optional<InferenceReply> reply() {
        return Optional.ofNullable(letter).map(DeadLetter::getReply);
    }

    /** Id of the request that was made first. */
    public String original() {
        return request != null
                ? Replays.original(request)
                : reply().map(Replays::original).orElse(requestId);
    }

    /** How often it had been run again; 0: never. */
    public int generation() {
        return request != null
                ? Replays.generation(request)
                : reply().map(Replays::generation).orElse(0);
    }

    /** Whose it is; empty where nobody knows. */
    public String tenant() {
        return request != null
                ? request.getTenant()
                : reply().map(InferenceReply::getTenant).orElse(NOBODY);
    }

    /** What it asks for; empty where nobody knows. */
    public String route() {
        return request != null
                ? request.getRoute()
                : reply().map(InferenceReply::getRoute).orElse(NOBODY);
    }

    Optional<String> job() {
        return Optional.ofNullable(
                request != null
                        ? request.getJobId()
                        : reply().map(InferenceReply::getJobId).orElse(null));
    }

    /** Why there is no answer; empty where that isn't known. */
    public Optional<String> code() {
        return reply().map(InferenceReply::getError).map(error -> error.getCode());
    }

    /** Every endpoint that was called for it, in order. */
    public List<String> endpoints() {
        return reply().map(InferenceReply::getAttempts).orElse(List.of()).stream()
                .map(AttemptSummary::getEndpointId)
                .toList();
    }

    Map<String, String> attributes() {
        return request != null
                ? request.getAttributes()
                : reply().map(InferenceReply::getAttributes).orElse(Map.of());
    }
}
