package io.tieline.gateway.own;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Listing;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProblem;
import io.tieline.schemas.avro.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes jobs with their progress. */
public final class OwnJobs {
    private OwnJobs() {}

    public static ObjectNode of(Job job) {
        ObjectNode object = Json.object()
                .put("id", job.getJobId())
                .put("state", job.getState().name().toLowerCase(Locale.ROOT))
                .put("route", job.getRoute().isEmpty() ? null : job.getRoute())
                .put("operation", job.getOperation() == Operation.EMBEDDINGS ? "embeddings" : "chat")
                .put("inputFileId", job.getInputFileId())
                .put("outputFileId", job.getOutputFileId())
                .put("errorFileId", job.getErrorFileId());
        counts(job, object.putObject("counts"));
        object.put("mended", job.getMended()).put("mendedInFiles", job.getMendedInFiles());
        object.put("createdAt", text(job.getCreatedAt()))
                .put("deadline", text(job.getDeadline()))
                .put("startedAt", text(job.getStartedAt()))
                .put("cancellingAt", text(job.getCancellingAt()))
                .put("finalizingAt", text(job.getFinalizingAt()))
                .put("endedAt", text(job.getEndedAt()))
                .put("costMicroUsd", job.getCostMicroUsd())
                .put("costEstimated", job.getCostEstimated());
        object.putObject("usage")
                .put("inputTokens", job.getInputTokens())
                .put("cachedInputTokens", job.getCachedInputTokens())
                .put("outputTokens", job.getOutputTokens());
        ArrayNode problems = object.putArray("problems");
        Messages.orEmpty(job.getProblems()).forEach(problem -> problem(problem, problems.addObject()));
        var attributes = new TreeMap<>(job.getAttributes());
        attributes.keySet().removeIf(name -> name.startsWith("tieline."));
        attributes.forEach(object.putObject("attributes")::put);
        return object;
    }

    private static void counts(Job job, ObjectNode counts) {
        long ended = job.getCompleted() + job.getFailed() + job.getCancelled() + job.getExpired();
        counts.put("total", job.getTotal())
                .put("completed", job.getCompleted())
                .put("failed", job.getFailed())
                .put("cancelled", job.getCancelled())
                .put("expired", job.getExpired())
                .put("open", Math.max(0, job.getTotal() - ended));
    }

    private static void problem(JobProblem problem, ObjectNode object) {
        object.put("code", problem.getCode())
                .put("message", problem.getMessage())
                .put("field", problem.getParam())
                .put("line", problem.getLine());
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    /** A page of jobs; {@code more} says whether there are others behind it. */
    public static ObjectNode page(List<ObjectNode> items, boolean more) {
        return Listing.of(items, more);
    }
}
