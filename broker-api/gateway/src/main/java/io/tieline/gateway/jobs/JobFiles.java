package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.StoredFile;
import java.io.IOException;
import java.io.InputStream;

/** The files of tenants, as jobs need them. Implementations are thread-safe. */
public interface JobFiles {
    /**
     * Whether a tenant has a file.
     *
     * @throws IOException if nobody can tell at the moment
     */
    boolean has(String tenant, String fileId) throws IOException;

    /**
     * Reads a file, or the rest of it.
     *
     * @param from the first byte that is wanted
     * @throws java.nio.file.NoSuchFileException if the tenant has no such file
     */
    InputStream open(String tenant, String fileId, long from) throws IOException;

    /**
     * The request of a line as its record may hold it: what is too long for that has been put elsewhere when this returns.
     *
     * @throws IOException if that can't be done at the moment
     */
    InferenceRequest leave(InferenceRequest request) throws IOException;

    /**
     * Keeps a file that a job has made, whole or not at all; the same file again replaces it.
     *
     * @param name what the file is called
     * @param content read to its end, or to the first exception that it throws, which is passed on
     */
    void keep(Job job, String fileId, String name, InputStream content) throws IOException;

    /**
     * Keeps a content that is to replace that of a file, or to be the first of one: nobody sees it before the file has the
     * record that is returned. Where that never comes, the content goes after a while.
     *
     * @param name what the file is called where it is new
     * @param content as for {@link #keep}
     */
    StoredFile prepare(Job job, String fileId, String name, InputStream content) throws IOException;
}
