package io.tieline.gateway.jobs;

import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.JobProgress;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records of jobs. */
final class Samples {
    static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    static {
        // Avro copies the records of topics alone.
        Topics.JOBS.subject();
    }

    private Samples() {}

    static Job job(String jobId) {
        return Job.newBuilder()
                .setJobId(jobId)
                .setTenant("acme")
                .setApi(JobApi.OPENAI)
                .setRoute("")
                .setState(JobState.VALIDATING)
                .setInputFileId("file-in")
                .setTotal(0)
                .setCompleted(0)
                .setFailed(0)
                .setCreatedAt(NOON)
                .setDeadline(NOON.plus(Duration.ofHours(24)))
                .setAttributes(Map.of())
                .build();
    }

    static JobProgress progress(String jobId, long total) {
        return JobProgress.newBuilder()
                .setJobId(jobId)
                .setLines(0)
                .setBytes(0)
                .setRequests(0)
                .setTotal(total)
                .setFinished(false)
                .setAt(NOON)
                .build();
    }

    static InferenceReply reply(String jobId, long line, Outcome outcome) {
        return InferenceReply.newBuilder()
                .setRequestId(new JobLine(jobId, line).requestId())
                .setTenant("acme")
                .setRoute("summarize")
                .setJobId(jobId)
                .setOutcome(outcome)
                .setUsage(outcome == Outcome.COMPLETED ? new Usage(10L, 2L, false, 4L) : null)
                .setCostMicroUsd(7)
                .setAttempts(List.of())
                .setCreatedAt(NOON)
                .setFinishedAt(NOON)
                .setAttributes(Map.of(JobAttributes.CUSTOM_ID, "c-" + line))
                .build();
    }
}
