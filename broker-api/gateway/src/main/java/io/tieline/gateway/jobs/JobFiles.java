package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.Job;
import java.io.IOException;
import java.io.InputStream;

/** The files of tenants, as jobs need them. Implementations are thread-safe. */
public interface JobFiles {
    /**
     * Reads a file, or the rest of it.
     *
     * @param from the first byte that is wanted
     * @throws java.nio.file.NoSuchFileException if the tenant has no such file
     */
    InputStream open(String tenant, String fileId, long from) throws IOException;

    /**
     * Keeps a file that a job has made, whole or not at all; the same file again replaces it.
     *
     * @param name what the file is called
     * @param content read to its end, or to the first exception that it throws, which is passed on
     */
    void keep(Job job, String fileId, String name, InputStream content) throws IOException;
}
