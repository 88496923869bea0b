package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.Job;
import java.time.InstantSource;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * What everybody who works for jobs needs.
 *
 * @param formats how the lines of a job are written
 * @param models whether there is, for a tenant, something of this name to ask for
 */
record JobParts(
        RecordBytes records,
        Function<Job, LineFormat> formats,
        BiPredicate<String, String> models,
        JobFiles files,
        JobClients clients,
        InstantSource clock) {}
