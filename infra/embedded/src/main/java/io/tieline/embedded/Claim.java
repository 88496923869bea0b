package io.tieline.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Says of a directory that a process uses it: a file in it that the process keeps locked. The operating system frees the
 * lock however the process ends, and no other process can be taken for it, as one could by its id.
 *
 * <p>A process must not open the file of a claim that it holds: closing it again would free the lock.
 */
final class Claim implements AutoCloseable {
    /** Name of the file. */
    static final String FILE = ".tieline-claim";

    private static final ByteBuffer CONTENT = ByteBuffer.wrap(
                    "tieline: this directory is deleted when its process is gone\n".getBytes(StandardCharsets.US_ASCII))
            .asReadOnlyBuffer();

    private final FileChannel channel;

    private Claim(FileChannel channel) {
        this.channel = channel;
    }

    /** Claims a directory that nobody else knows yet. */
    static Claim on(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        // Written once it is locked: whoever finds the content without a lock knows that the process is gone.
        if (channel.tryLock() != null) {
            channel.write(CONTENT.duplicate());
        }
        return new Claim(channel);
    }

    /** Claims a directory that was another process's, if that is gone; empty otherwise, or where nobody claimed it. */
    static Optional<Claim> takeOver(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (isOurs(channel) && isUnlocked(channel)) {
                return Optional.of(new Claim(channel));
            }
            channel.close();
        } catch (IOException e) {
            // Not for us to touch, or just being deleted by another.
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isOurs(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(CONTENT.capacity() + 1);
        channel.read(content);
        return content.flip().equals(CONTENT);
    }

    /** Locks the file, if it can. */
    private static boolean isUnlocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
