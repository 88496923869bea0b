package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.Job;

/**
 * Who works for the jobs of the partitions that this gateway has, beside the stream that counts. Called by the stream's
 * threads: returns at once.
 */
interface JobWork {
    /**
     * A job stands so: told once for every job that hasn't ended when its partition comes here, and whenever the state of
     * one changes.
     */
    void stands(int partition, Job job);

    /** The partition goes to another gateway, or the stream stops: so does all work for its jobs. */
    void lost(int partition);

    /** Tells both. */
    static JobWork both(JobWork one, JobWork other) {
        return new JobWork() {
            @Override
            public void stands(int partition, Job job) {
                one.stands(partition, job);
                other.stands(partition, job);
            }

            @Override
            public void lost(int partition) {
                one.lost(partition);
                other.lost(partition);
            }
        };
    }
}
