package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.JobProgress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happens to a job. */
sealed interface JobEvent {
    /** Its owner wants it no more. */
    record Cancelled(Instant at) implements JobEvent {}

    /** Its input was read, or a part of it was. */
    record Progressed(JobProgress progress) implements JobEvent {}

    /** A line has its outcome; each line has one, once. */
    record Answered(InferenceReply reply, Instant at) implements JobEvent {}

    /** A line that had failed was run again, and has an answer after all; each line once. */
    record Mended(InferenceReply failure, InferenceReply answer, Instant at) implements JobEvent {}

    /**
     * Its files are complete.
     *
     * @param outputFileId file with what was answered; null: nothing was
     * @param errorFileId file with what was not; null: all was
     * @param mended how many lines that were mended since the job was through are in them; 0: these are its first files
     */
    record FilesWritten(
            @Nullable String outputFileId, @Nullable String errorFileId, long mended, Instant at) implements JobEvent {}

    /** Time has passed. */
    record Tick(Instant now) implements JobEvent {}
}
