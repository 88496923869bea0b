package io.tieline.files;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * Where contents are that are too long for records, section {@code files} of the configuration: the same for all gateways and
 * dispatchers.
 *
 * @param folder a folder that all of them share; {@code .tieline/files}
 * @param s3 an S3-compatible store, in the place of the folder; null: the folder
 */
public record FileStoreConfig(Path folder, @Nullable S3Config s3) {
    public FileStoreConfig(@Nullable Path folder, @Nullable S3Config s3) {
        this.folder = folder == null ? Path.of(".tieline", "files") : folder;
        this.s3 = s3;
        require(folder == null || s3 == null, "both 'folder' and 's3'", "one of them");
        require(
                !this.folder.startsWith("~"),
                "folder '" + folder + "'",
                "a path from / or from the folder of this file; ~ means nothing here");
    }

    /** The same, with the folder from the folder that this file is in, where it isn't whole. */
    public FileStoreConfig withPathsFrom(Path file) {
        return s3 == null ? new FileStoreConfig(file.resolveSibling(folder), null) : this;
    }

    /**
     * Opens the store.
     *
     * @throws IOException if the folder can't be written to
     */
    public FileStore open(InstantSource clock) throws IOException {
        return s3 == null
                ? LocalFiles.in(folder, clock)
                : S3Files.connect(s3, DefaultCredentialsProvider.builder().build(), clock);
    }

    private static void require(boolean holds, String given, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(given + " given, allowed: " + allowed);
        }
    }
}
