package io.tieline.gateway.jobs;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProblem;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a line of a valid input becomes. */
sealed interface LineOutcome {
    /** It goes to the dispatchers. */
    record Request(InferenceRequest request) implements LineOutcome {}

    /** It has its reply already. */
    record Reply(InferenceReply reply) implements LineOutcome {}

    /** The input isn't what it was when it was found valid. */
    record Wrong(JobProblem problem) implements LineOutcome {}

    /** Decides it. Pure. */
    static LineOutcome of(LineFormat.Line line, JobLine at, Job job, Instant now) {
        return switch (line) {
            case LineFormat.Line.Wrong(JobProblem problem) -> new Wrong(problem);
            case LineFormat.Line.Refused refused ->
                isWanted(job, now) ? refused(refused, at, job, now) : unwanted(refused.customId(), at, job, now);
            case LineFormat.Line.Asked asked ->
                isWanted(job, now) ? request(asked, at, job, now) : unwanted(asked.customId(), at, job, now);
        };
    }

    private static boolean isWanted(Job job, Instant now) {
        return job.getState() != JobState.CANCELLING && now.isBefore(job.getDeadline());
    }

    private static LineOutcome request(LineFormat.Line.Asked asked, JobLine at, Job job, Instant now) {
        Map<String, String> attributes =
                asked.request().hasAttributes() ? new HashMap<>(asked.request().getAttributes()) : new HashMap<>();
        attributes.put(JobAttributes.CUSTOM_ID, asked.customId());
        return new Request(asked.request()
                .setRequestId(at.requestId())
                .setTenant(job.getTenant())
                .setJobId(job.getJobId())
                .setCreatedAt(now)
                .setDeadline(job.getDeadline())
                .setReplyTo(null)
                .setAttributes(attributes)
                .build());
    }

    private static LineOutcome refused(LineFormat.Line.Refused refused, JobLine at, Job job, Instant now) {
        return new Reply(without(
                Outcome.REJECTED,
                new ReplyError(ErrorCode.REQUEST_INVALID.wire(), "the line asks for what can't be", List.of()),
                Map.of(
                        JobAttributes.CUSTOM_ID,
                        refused.customId(),
                        JobAttributes.REFUSED_STATUS,
                        String.valueOf(refused.status()),
                        JobAttributes.REFUSED_BODY,
                        refused.errorBody()),
                at,
                job,
                now));
    }

    /** The request of a line is larger than any that dispatchers take. */
    static InferenceReply tooLarge(String customId, int bytes, int most, JobLine at, Job job, Instant now) {
        return without(
                Outcome.REJECTED,
                new ReplyError(
                        ErrorCode.REQUEST_TOO_LARGE.wire(),
                        "the request has " + bytes + " bytes, allowed: " + most,
                        List.of()),
                Map.of(JobAttributes.CUSTOM_ID, customId),
                at,
                job,
                now);
    }

    private static LineOutcome unwanted(String customId, JobLine at, Job job, Instant now) {
        return new Reply(unanswered(customId, at, job, now));
    }

    /** The reply to a line that came too late, or that nobody wants any more. */
    static InferenceReply unanswered(String customId, JobLine at, Job job, Instant now) {
        boolean cancelled = job.getCancellingAt() != null;
        ReplyError error = cancelled
                ? new ReplyError(ErrorCode.CALLER_CANCELLED.wire(), "the job was cancelled", List.of())
                : new ReplyError(
                        ErrorCode.DEADLINE_EXCEEDED.wire(),
                        "the job's deadline " + job.getDeadline() + " is over",
                        List.of());
        return without(
                cancelled ? Outcome.CANCELLED : Outcome.EXPIRED,
                error,
                Map.of(JobAttributes.CUSTOM_ID, customId),
                at,
                job,
                now);
    }

    private static InferenceReply without(
            Outcome outcome, ReplyError error, Map<String, String> attributes, JobLine at, Job job, Instant now) {
        return InferenceReply.newBuilder()
                .setRequestId(at.requestId())
                .setTenant(job.getTenant())
                .setRoute(job.getRoute())
                .setJobId(job.getJobId())
                .setOutcome(outcome)
                .setError(error)
                .setCostMicroUsd(0)
                .setAttempts(List.of())
                .setCreatedAt(now)
                .setFinishedAt(now)
                .setAttributes(attributes)
                .build();
    }
}
