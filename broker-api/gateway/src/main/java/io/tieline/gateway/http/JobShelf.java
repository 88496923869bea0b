package io.tieline.gateway.http;

import io.tieline.files.ClaimCheck;
import io.tieline.gateway.files.FileShelf;
import io.tieline.gateway.files.NewFile;
import io.tieline.gateway.jobs.JobFiles;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;

/** The files of jobs on the shelf. */
public final class JobShelf implements JobFiles {
    /** Label of a job: how many seconds the files that it makes are kept. */
    static final String KEPT_SECONDS = "tieline.kept-seconds";

    private static final Duration KEPT = Duration.ofDays(30);

    private final FileShelf files;
    private final ClaimCheck claims;

    public JobShelf(FileShelf files, ClaimCheck claims) {
        this.files = files;
        this.claims = claims;
    }

    @Override
    public boolean has(String tenant, String fileId) throws IOException {
        return files.get(tenant, fileId).isPresent();
    }

    @Override
    public InputStream open(String tenant, String fileId, long from) throws IOException {
        return files.open(tenant, fileId, from)
                .map(FileShelf.Opened::content)
                .orElseThrow(() -> new NoSuchFileException(fileId));
    }

    @Override
    public InferenceRequest leave(InferenceRequest request) throws IOException {
        return claims.leave(request);
    }

    @Override
    public void keep(Job job, String fileId, String name, InputStream content) throws IOException {
        files.upload(file(job, fileId, name), content);
    }

    @Override
    public StoredFile prepare(Job job, String fileId, String name, InputStream content) throws IOException {
        return files.prepare(file(job, fileId, name), content);
    }

    private static NewFile file(Job job, String fileId, String name) {
        String seconds = job.getAttributes().get(KEPT_SECONDS);
        Duration kept = seconds == null ? KEPT : Duration.ofSeconds(Long.parseLong(seconds));
        return new NewFile(fileId, job.getTenant(), name, "batch_output", Long.MAX_VALUE, kept);
    }
}
