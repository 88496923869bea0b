package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.Job;
import java.util.Collection;
import java.util.Optional;

/** All jobs as the topic of jobs tells of them. Implementations are thread-safe. */
public interface JobView {
    Optional<Job> get(String jobId);

    /** Those that are there now. */
    Collection<Job> all();

    /** Returns when everything that is in the topic now can be seen. */
    void catchUp();
}
