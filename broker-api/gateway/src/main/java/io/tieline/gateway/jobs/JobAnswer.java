package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.Job;

/** What became of an order to a job. */
public sealed interface JobAnswer {
    /** It was obeyed; the job as it stands now. */
    record Done(Job job) implements JobAnswer {}

    /** The state of the job doesn't allow it. */
    record Refused(Job job) implements JobAnswer {}

    /** The tenant has no such job. */
    record Unknown() implements JobAnswer {}
}
