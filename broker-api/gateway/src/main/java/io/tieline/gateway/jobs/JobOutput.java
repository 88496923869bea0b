package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.Cancellation;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.StoredFile;
import org.jspecify.annotations.Nullable;

/** What the stream says of a job. */
sealed interface JobOutput {
    /**
     * It stands so now.
     *
     * @param job null: there is no such job any more
     */
    record Stands(@Nullable Job job) implements JobOutput {}

    /** A file of its has this record from now on. */
    record Kept(StoredFile file) implements JobOutput {}

    /** Nobody shall work on its requests any more. */
    record Recalled(Cancellation cancellation) implements JobOutput {}
}
