package io.tieline.gateway.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Listing;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes jobs as the object {@code message_batch}, and lists. */
public final class MessageBatches {
    private MessageBatches() {}

    /**
     * The object.
     *
     * @param baseUrl where this gateway is found from outside, without a slash at its end
     */
    public static ObjectNode of(Job job, String baseUrl) {
        boolean ended = hasEnded(job);
        ObjectNode batch = Json.object()
                .put("id", job.getJobId())
                .put("type", "message_batch")
                .put("processing_status", status(job, ended));
        batch.putObject("request_counts")
                .put("processing", ended ? 0 : job.getTotal())
                .put("succeeded", ended ? job.getCompleted() : 0)
                .put("errored", ended ? errored(job) : 0)
                .put("canceled", ended ? job.getCancelled() : 0)
                .put("expired", ended ? job.getExpired() : 0);
        return batch.put("created_at", text(job.getCreatedAt()))
                .put("expires_at", text(job.getDeadline()))
                .put("ended_at", ended ? text(job.getEndedAt()) : null)
                .putNull("archived_at")
                .put("cancel_initiated_at", text(job.getCancellingAt()))
                .put(
                        "results_url",
                        ended && job.getOutputFileId() != null
                                ? baseUrl + "/v1/messages/batches/" + job.getJobId() + "/results"
                                : null);
    }

    /** All of one whose input was lost: the counts add up all the same. */
    private static long errored(Job job) {
        return job.getState() == JobState.FAILED
                ? job.getTotal() - job.getCompleted() - job.getCancelled() - job.getExpired()
                : job.getFailed();
    }

    /** Whether it has nothing more to come. */
    public static boolean hasEnded(Job job) {
        return switch (job.getState()) {
            case VALIDATING, RUNNING, CANCELLING, FINALIZING -> false;
            case COMPLETED, CANCELLED, EXPIRED, FAILED -> true;
        };
    }

    private static String status(Job job, boolean ended) {
        if (ended) {
            return "ended";
        }
        return job.getCancellingAt() == null ? "in_progress" : "canceling";
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    /** What is answered to the deletion of a batch. */
    public static ObjectNode deleted(String id) {
        return Json.object().put("id", id).put("type", "message_batch_deleted");
    }

    /**
     * A page of batches or models.
     *
     * @param more whether there are others behind it
     */
    public static ObjectNode page(List<ObjectNode> items, boolean more) {
        return Listing.of(items, more);
    }

    /** The object {@code model}. */
    public static ObjectNode model(String name) {
        return Json.object()
                .put("type", "model")
                .put("id", name)
                .put("display_name", name)
                .put("created_at", Instant.EPOCH.toString());
    }

    /** All models and routes that a caller may ask for. */
    public static ObjectNode models(List<String> names) {
        return page(names.stream().map(MessageBatches::model).toList(), false);
    }
}
