package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.Job;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * What everybody who works for jobs needs.
 *
 * @param formats how the lines of a job are written
 */
record JobParts(
        RecordBytes records,
        Function<Job, LineFormat> formats,
        JobFiles files,
        JobClients clients,
        InstantSource clock) {}
