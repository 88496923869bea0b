package io.tieline.schemas;

import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ReplayMark;

/** What requests are called that are run once more. */
public final class Replays {
    private Replays() {}

    /** Id of the request with this mark: that of the first one, a tilde and the generation. */
    public static String requestId(ReplayMark mark) {
        return mark.getRequestId() + "~" + mark.getGeneration();
    }

    /** Id of the request that was made first. */
    public static String original(InferenceRequest request) {
        return request.getReplayOf() == null
                ? request.getRequestId()
                : request.getReplayOf().getRequestId();
    }

    /** Id of the request that was made first. */
    public static String original(InferenceReply reply) {
        return reply.getReplayOf() == null
                ? reply.getRequestId()
                : reply.getReplayOf().getRequestId();
    }

    /** How often the request has been run again; 0: never. */
    public static int generation(InferenceRequest request) {
        return request.getReplayOf() == null ? 0 : request.getReplayOf().getGeneration();
    }

    /** How often the request of the reply had been run again; 0: never. */
    public static int generation(InferenceReply reply) {
        return reply.getReplayOf() == null ? 0 : reply.getReplayOf().getGeneration();
    }
}
