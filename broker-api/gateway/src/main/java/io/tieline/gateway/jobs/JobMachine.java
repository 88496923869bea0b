package io.tieline.gateway.jobs;

import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProblem;
import io.tieline.schemas.avro.JobProgress;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What becomes of a job. Pure: a job and an event make the job that follows, which is the same object where nothing
 * changes.
 *
 * <p>Every line of a valid input gets one outcome, those too that never became requests. So a job is through when it has
 * as many outcomes as its input has lines, in whatever order the reports of both arrive.
 */
final class JobMachine {
    /**
     * How long outcomes are waited for after all of them should be there. It is over only where no dispatcher is at
     * work, and the job's owner shall get what there is all the same.
     */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private JobMachine() {}

    static Job after(Job job, JobEvent event) {
        return switch (event) {
            case JobEvent.Cancelled(Instant at) -> cancel(job, at);
            case JobEvent.Progressed(JobProgress progress) -> progress(job, progress);
            case JobEvent.Answered(InferenceReply reply, Instant at) -> answer(job, reply, at);
            case JobEvent.Mended(InferenceReply failure, InferenceReply answer, Instant at) ->
                mend(job, failure, answer, at);
            case JobEvent.FilesWritten written -> filesWritten(job, written);
            case JobEvent.Tick(Instant now) -> tick(job, now);
        };
    }

    /** Whether outcomes of its lines still count. */
    static boolean isUnderWay(Job job) {
        return switch (job.getState()) {
            case VALIDATING, RUNNING, CANCELLING -> true;
            case FINALIZING, COMPLETED, CANCELLED, EXPIRED, FAILED -> false;
        };
    }

    static boolean hasEnded(Job job) {
        return switch (job.getState()) {
            case VALIDATING, RUNNING, CANCELLING, FINALIZING -> false;
            case COMPLETED, CANCELLED, EXPIRED, FAILED -> true;
        };
    }

    /** Whether it is through, so that an answer to a line of it that had failed comes to files that are written, or are being. */
    static boolean isThrough(Job job) {
        return switch (job.getState()) {
            case VALIDATING, RUNNING, CANCELLING, FAILED -> false;
            case FINALIZING, COMPLETED, CANCELLED, EXPIRED -> job.getStartedAt() != null;
        };
    }

    /** Whether its files lack lines that were mended. While the first ones are being written, they are left alone. */
    static boolean isToMend(Job job) {
        return hasEnded(job) && job.getMended() > job.getMendedInFiles();
    }

    private static Job cancel(Job job, Instant at) {
        return switch (job.getState()) {
            case VALIDATING, RUNNING ->
                Job.newBuilder(job)
                        .setState(JobState.CANCELLING)
                        .setCancellingAt(at)
                        .build();
            case CANCELLING, FINALIZING, COMPLETED, CANCELLED, EXPIRED, FAILED -> job;
        };
    }

    private static Job progress(Job job, JobProgress progress) {
        if (!isUnderWay(job)) {
            return job;
        }
        List<JobProblem> problems = Messages.orEmpty(progress.getProblems());
        if (!problems.isEmpty()) {
            return refuse(job, problems, progress.getAt());
        }
        if (job.getStartedAt() != null) {
            return job;
        }
        return finalizeIfThrough(
                Job.newBuilder(job)
                        .setState(job.getState() == JobState.VALIDATING ? JobState.RUNNING : job.getState())
                        .setStartedAt(progress.getAt())
                        .setTotal(progress.getTotal())
                        .build(),
                progress.getAt());
    }

    private static Job refuse(Job job, List<JobProblem> problems, Instant at) {
        Job.Builder ended = Job.newBuilder(job).setEndedAt(at);
        // Whoever has cancelled a job is told that it is, and not what would have been wrong with it.
        return job.getState() == JobState.CANCELLING
                ? ended.setState(JobState.CANCELLED).build()
                : ended.setState(JobState.FAILED).setProblems(problems).build();
    }

    private static Job answer(Job job, InferenceReply reply, Instant at) {
        return isUnderWay(job) ? finalizeIfThrough(counted(job, reply).build(), at) : job;
    }

    private static Job.Builder counted(Job job, InferenceReply reply) {
        Job.Builder counted = Job.newBuilder(job)
                .setCostMicroUsd(job.getCostMicroUsd() + reply.getCostMicroUsd())
                .setCostEstimated(job.getCostEstimated() || reply.getCostEstimated());
        Usage usage = reply.getUsage();
        if (usage != null) {
            counted.setInputTokens(job.getInputTokens() + usage.getInputTokens())
                    .setCachedInputTokens(job.getCachedInputTokens() + usage.getCachedInputTokens())
                    .setOutputTokens(job.getOutputTokens() + usage.getOutputTokens());
        }
        switch (reply.getOutcome()) {
            case COMPLETED -> counted.setCompleted(job.getCompleted() + 1);
            case FAILED, REJECTED -> counted.setFailed(job.getFailed() + 1);
            case CANCELLED -> counted.setCancelled(job.getCancelled() + 1);
            case EXPIRED -> counted.setExpired(job.getExpired() + 1);
        }
        return counted;
    }

    private static Job mend(Job job, InferenceReply failure, InferenceReply answer, Instant at) {
        if (isUnderWay(job)) {
            return answer(without(job, failure), answer, at);
        }
        return isThrough(job)
                ? counted(without(job, failure), answer)
                        .setMended(job.getMended() + 1)
                        .build()
                : job;
    }

    /** What the failure cost was spent all the same. */
    private static Job without(Job job, InferenceReply failure) {
        Job.Builder rest = Job.newBuilder(job);
        switch (failure.getOutcome()) {
            case COMPLETED -> throw new IllegalStateException("an answer is not to be mended");
            case FAILED, REJECTED -> rest.setFailed(job.getFailed() - 1);
            case CANCELLED -> rest.setCancelled(job.getCancelled() - 1);
            case EXPIRED -> rest.setExpired(job.getExpired() - 1);
        }
        return rest.build();
    }

    private static long outcomes(Job job) {
        return job.getCompleted() + job.getFailed() + job.getCancelled() + job.getExpired();
    }

    private static Job finalizeIfThrough(Job job, Instant at) {
        return job.getStartedAt() == null || outcomes(job) < job.getTotal() ? job : finalizing(job, at);
    }

    private static Job finalizing(Job job, Instant at) {
        return Job.newBuilder(job)
                .setState(JobState.FINALIZING)
                .setFinalizingAt(at)
                .build();
    }

    private static Job filesWritten(Job job, JobEvent.FilesWritten written) {
        if (job.getState() == JobState.FINALIZING && written.mended() == 0) {
            return end(job, written);
        }
        return hasEnded(job) && isThrough(job) ? filesMended(job, written) : job;
    }

    /** Of several that have written, the one with the most lines counts; first files that come late have replaced all. */
    private static Job filesMended(Job job, JobEvent.FilesWritten written) {
        if (written.mended() == 0) {
            return job.getMendedInFiles() == 0
                    ? job
                    : Job.newBuilder(job).setMendedInFiles(0).build();
        }
        return written.mended() <= job.getMendedInFiles()
                ? job
                : Job.newBuilder(job)
                        .setMendedInFiles(written.mended())
                        .setOutputFileId(written.outputFileId())
                        .setErrorFileId(written.errorFileId())
                        .build();
    }

    private static Job end(Job job, JobEvent.FilesWritten written) {
        return Job.newBuilder(job)
                .setState(lastState(job))
                .setOutputFileId(written.outputFileId())
                .setErrorFileId(written.errorFileId())
                .setEndedAt(written.at())
                .build();
    }

    private static JobState lastState(Job job) {
        if (job.getCancellingAt() != null) {
            return JobState.CANCELLED;
        }
        return job.getExpired() > 0 ? JobState.EXPIRED : JobState.COMPLETED;
    }

    private static Job tick(Job job, Instant now) {
        if (!isUnderWay(job)) {
            return job;
        }
        Instant cancellingAt = job.getCancellingAt();
        if (cancellingAt != null && now.isAfter(cancellingAt.plus(PATIENCE))) {
            long missing = Math.max(0, job.getTotal() - outcomes(job));
            return withoutTheRest(job, now)
                    .setCancelled(job.getCancelled() + missing)
                    .build();
        }
        if (now.isAfter(job.getDeadline().plus(PATIENCE))) {
            long missing = Math.max(0, job.getTotal() - outcomes(job));
            return withoutTheRest(job, now)
                    .setExpired(job.getExpired() + missing)
                    .build();
        }
        return job;
    }

    /** A job whose input was never found valid has no outcomes to tell of: it is over at once. */
    private static Job.Builder withoutTheRest(Job job, Instant now) {
        if (job.getStartedAt() != null) {
            return Job.newBuilder(finalizing(job, now));
        }
        JobState last = job.getCancellingAt() != null ? JobState.CANCELLED : JobState.EXPIRED;
        return Job.newBuilder(job).setState(last).setEndedAt(now);
    }
}
