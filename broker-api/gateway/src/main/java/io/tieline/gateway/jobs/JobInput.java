package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.JobCommand;
import io.tieline.schemas.avro.JobProgress;

/** What comes to the stream for a job. */
sealed interface JobInput {
    record Told(JobCommand command) implements JobInput {}

    record Read(JobProgress progress) implements JobInput {}

    /**
     * A reply to one of its lines.
     *
     * @param bytes the same as it came, to be kept
     */
    // Handed on as they are, and never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Answered(InferenceReply reply, byte[] bytes) implements JobInput {}
}
