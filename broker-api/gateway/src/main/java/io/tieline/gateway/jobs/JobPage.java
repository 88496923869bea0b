package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.Job;
import java.util.List;

/**
 * A part of a list of jobs.
 *
 * @param jobs newest first
 * @param hasMore whether there are more in the direction that was asked for
 */
public record JobPage(List<Job> jobs, boolean hasMore) {
    public JobPage {
        jobs = List.copyOf(jobs);
    }
}
