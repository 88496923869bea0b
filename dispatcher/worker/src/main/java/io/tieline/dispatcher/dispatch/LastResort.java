package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.ReplayMark;
import io.tieline.schemas.avro.ReplyError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is left of a reply that Kafka refuses for its size. Compression lets a request into its topic that is many
 * times larger than any outcome may be, so nothing that a reply copies is bounded by itself; here everything is.
 */
final class LastResort {
    private static final int LONGEST_MESSAGE = 1_000;
    private static final int MOST_ATTEMPTS = 20;

    private LastResort() {}

    /**
     * The same outcome with all that is long shortened. What identifies a valid request stays as it is.
     *
     * @param place where the request stands: its id may no longer tell
     */
    static InferenceReply of(InferenceReply reply, String place) {
        ReplyError error = reply.getError();
        String message = shorten(error.getMessage(), LONGEST_MESSAGE)
                + " (shortened, for Kafka refuses the whole outcome for its size; the request is " + place + ")";
        return InferenceReply.newBuilder(reply)
                .setRequestId(shorten(reply.getRequestId(), RequestRules.LONGEST_REPLAYED_ID))
                .setTenant(shorten(reply.getTenant()))
                .setRoute(shorten(reply.getRoute()))
                .setJobId(shortenOrNull(reply.getJobId()))
                .setError(new ReplyError(error.getCode(), message, List.of()))
                .setAttempts(reply.getAttempts().stream()
                        .limit(MOST_ATTEMPTS)
                        .map(LastResort::of)
                        .toList())
                .setText(null)
                .setFinishReason(null)
                .setAttributes(Map.of())
                .setReplayOf(shortenOrNull(reply.getReplayOf()))
                .build();
    }

    private static AttemptSummary of(AttemptSummary attempt) {
        return AttemptSummary.newBuilder(attempt)
                .setEndpointId(shorten(attempt.getEndpointId()))
                .setCode(shorten(attempt.getCode()))
                .setMessage(shortenOrNull(attempt.getMessage()))
                .build();
    }

    private static @Nullable ReplayMark shortenOrNull(@Nullable ReplayMark mark) {
        return mark == null
                ? null
                : new ReplayMark(shorten(mark.getRequestId()), shorten(mark.getReplayId()), mark.getGeneration());
    }

    private static @Nullable String shortenOrNull(@Nullable String text) {
        return text == null ? null : shorten(text);
    }

    private static String shorten(String text) {
        return shorten(text, RequestRules.LONGEST_ID);
    }

    private static String shorten(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }
}
