package io.tieline.client;

import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import java.time.Instant;
import java.util.List;

/** Replies as a broker makes them. */
final class Replies {
    private Replies() {}

    static Reply completed(String requestId, String text) {
        return new Reply(reply(requestId, Outcome.COMPLETED)
                .setText(text)
                .setFinishReason("stop")
                .build());
    }

    /** A vector of one number for each input: its length. */
    static Reply vectors(String requestId, List<String> inputs) {
        List<List<Float>> vectors =
                inputs.stream().map(input -> List.of((float) input.length())).toList();
        return new Reply(reply(requestId, Outcome.COMPLETED)
                .setFinishReason("stop")
                .setEmbeddings(vectors)
                .build());
    }

    static Reply failed(String requestId, String code) {
        return new Reply(reply(requestId, Outcome.FAILED)
                .setError(new ReplyError(code, "it is so", List.of()))
                .build());
    }

    /** One to add to. */
    static InferenceReply.Builder reply(String requestId, Outcome outcome) {
        return InferenceReply.newBuilder()
                .setRequestId(requestId)
                .setTenant("default")
                .setRoute("summarize")
                .setOutcome(outcome)
                .setCostMicroUsd(0)
                .setAttempts(List.of())
                .setCreatedAt(Instant.EPOCH)
                .setFinishedAt(Instant.EPOCH);
    }
}
