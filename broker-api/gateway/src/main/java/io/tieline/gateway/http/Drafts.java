package io.tieline.gateway.http;

import io.tieline.gateway.files.FileShelf;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.JobState;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;

/** New jobs, and whose words they are told of in. */
final class Drafts {
    private Drafts() {}

    /** A job that begins; operation, input, times and labels are still to be set. */
    static Job.Builder job(String id, String tenant, JobApi api) {
        return Job.newBuilder()
                .setJobId(id)
                .setTenant(tenant)
                .setApi(api)
                .setRoute("")
                .setState(JobState.VALIDATING)
                .setTotal(0)
                .setCompleted(0)
                .setFailed(0);
    }

    /** Files that were made for a job, and by it, and nobody can name any more. */
    static void deleteFiles(Job job, FileShelf files) throws IOException {
        for (String id : Stream.of(job.getInputFileId(), job.getOutputFileId(), job.getErrorFileId())
                .filter(Objects::nonNull)
                .toList()) {
            files.delete(job.getTenant(), id);
        }
    }

    static boolean isOf(Job job, JobApi api) {
        return (job.getApi() == null ? JobApi.NATIVE : job.getApi()) == api;
    }
}
