package io.tieline.files;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/** Where the contents of files are, for all gateways alike. Implementations are thread-safe. */
public interface FileStore extends AutoCloseable {
    /**
     * What was written.
     *
     * @param bytes its length
     * @param sha256 hash of it, hexadecimal
     */
    record Written(long bytes, String sha256) {}

    /** The content is longer than was allowed; nothing was kept of it. */
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        public TooLargeException(long mostBytes) {
            super("more than " + mostBytes + " bytes");
        }
    }

    /**
     * Keeps a content under an id, whole or not at all; what was there under it before is replaced.
     *
     * @param id letters, digits, {@code _} and {@code -}
     * @param mostBytes longest content that is kept
     * @throws TooLargeException if it is longer
     */
    Written write(String id, InputStream content, long mostBytes) throws IOException;

    /**
     * Reads a content, or the rest of it.
     *
     * @param from the first byte that is wanted
     * @throws java.nio.file.NoSuchFileException if there is none under this id
     */
    InputStream open(String id, long from) throws IOException;

    /** Deletes a content; one that isn't there is no error. */
    void delete(String id) throws IOException;

    /** Ids of the contents that were last written before this time, in no order. */
    List<String> writtenBefore(Instant time) throws IOException;

    /** Lets go of connections, where there are any. */
    @Override
    default void close() {}
}
