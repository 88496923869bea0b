package io.tieline.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.Json;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProblem;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Operation;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes jobs as the object {@code batch}. */
public final class Batches {
    /** Labels of Tieline's own, which the caller didn't set. */
    private static final String OWN = "tieline.";

    private Batches() {}

    public static ObjectNode of(Job job) {
        ObjectNode batch = Json.object()
                .put("id", job.getJobId())
                .put("object", "batch")
                .put("endpoint", endpoint(job))
                .put("model", job.getRoute().isEmpty() ? null : job.getRoute());
        batch.set("errors", errors(job));
        batch.put("input_file_id", job.getInputFileId())
                .put("completion_window", BatchCreate.WINDOW)
                .put("status", status(job))
                .put("output_file_id", job.getOutputFileId())
                .put("error_file_id", job.getErrorFileId())
                .put("created_at", job.getCreatedAt().getEpochSecond());
        times(job, batch);
        batch.putObject("request_counts")
                .put("total", job.getTotal())
                .put("completed", job.getCompleted())
                .put("failed", job.getFailed());
        usage(job, batch.putObject("usage"));
        Map<String, String> metadata = new TreeMap<>(job.getAttributes());
        metadata.keySet().removeIf(name -> name.startsWith(OWN));
        if (metadata.isEmpty()) {
            return batch.putNull("metadata");
        }
        metadata.forEach(batch.putObject("metadata")::put);
        return batch;
    }

    /** Where its requests would go one by one. */
    static String endpoint(Job job) {
        return job.getOperation() == Operation.EMBEDDINGS ? BatchCreate.EMBEDDINGS : BatchCreate.CHAT;
    }

    private static String status(Job job) {
        return switch (job.getState()) {
            case VALIDATING -> "validating";
            case RUNNING -> "in_progress";
            case CANCELLING -> "cancelling";
            case FINALIZING -> job.getCancellingAt() == null ? "finalizing" : "cancelling";
            case COMPLETED -> "completed";
            case CANCELLED -> "cancelled";
            case EXPIRED -> "expired";
            case FAILED -> "failed";
        };
    }

    private static void times(Job job, ObjectNode batch) {
        put(batch, "in_progress_at", job.getStartedAt());
        put(batch, "expires_at", job.getDeadline());
        put(batch, "finalizing_at", job.getFinalizingAt());
        put(batch, "completed_at", endedAs(job, JobState.COMPLETED));
        put(batch, "failed_at", endedAs(job, JobState.FAILED));
        put(batch, "expired_at", endedAs(job, JobState.EXPIRED));
        put(batch, "cancelling_at", job.getCancellingAt());
        put(batch, "cancelled_at", endedAs(job, JobState.CANCELLED));
    }

    private static @Nullable Instant endedAs(Job job, JobState state) {
        return job.getState() == state ? job.getEndedAt() : null;
    }

    private static void put(ObjectNode batch, String field, @Nullable Instant time) {
        batch.put(field, time == null ? null : (Long) time.getEpochSecond());
    }

    private static @Nullable ObjectNode errors(Job job) {
        if (Messages.orEmpty(job.getProblems()).isEmpty()) {
            return null;
        }
        ObjectNode errors = Json.object().put("object", "list");
        ArrayNode data = errors.putArray("data");
        for (JobProblem problem : Messages.orEmpty(job.getProblems())) {
            data.addObject()
                    .put("code", problem.getCode())
                    .put("message", problem.getMessage())
                    .put("param", problem.getParam())
                    .put("line", problem.getLine());
        }
        return errors;
    }

    private static void usage(Job job, ObjectNode usage) {
        usage.put("input_tokens", job.getInputTokens())
                .putObject("input_tokens_details")
                .put("cached_tokens", job.getCachedInputTokens());
        usage.put("output_tokens", job.getOutputTokens())
                .putObject("output_tokens_details")
                .put("reasoning_tokens", 0);
        usage.put("total_tokens", job.getInputTokens() + job.getOutputTokens());
    }
}
