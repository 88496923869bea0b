package io.tieline.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contents in a folder, which several gateways may share. A content is written under another name, and gets its own once
 * the disk has it.
 */
public final class LocalFiles implements FileStore {
    private static final Logger LOG = LoggerFactory.getLogger(LocalFiles.class);

    /** Another gateway's writer that has written nothing for so long is dead. */
    private static final Duration SILENT_WRITER = Duration.ofHours(1);

    private final Path folder;

    /** No id begins with a dot. */
    private final Path unfinished;

    private LocalFiles(Path folder) {
        this.folder = folder;
        this.unfinished = folder.resolve(".unfinished");
    }

    /**
     * Makes the folder where there is none, and removes what died writers left.
     *
     * @throws IOException if the folder can't be written to
     */
    public static LocalFiles in(Path folder, InstantSource clock) throws IOException {
        LocalFiles files = new LocalFiles(folder.toAbsolutePath().normalize());
        Files.createDirectories(files.unfinished);
        files.removeLeftovers(clock.instant().minus(SILENT_WRITER));
        return files;
    }

    private void removeLeftovers(Instant before) throws IOException {
        for (Path left : writtenBefore(unfinished, before, _ -> true)) {
            Files.deleteIfExists(left);
            LOG.atInfo().addKeyValue("file", left).log("removed what a writer left that died");
        }
    }

    @Override
    public Written write(String id, InputStream content, long mostBytes) throws IOException {
        Path target = path(id);
        Path temporary = unfinished.resolve(id + "." + UUID.randomUUID());
        Measured measured = new Measured(content, mostBytes);
        try {
            try (FileChannel file =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                measured.transferTo(Channels.newOutputStream(file));
                file.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceFolder();
        return measured.written();
    }

    /** Without it, a power failure may take the new name back. */
    private void forceFolder() throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public InputStream open(String id, long from) throws IOException {
        SeekableByteChannel file = Files.newByteChannel(path(id), StandardOpenOption.READ);
        try {
            file.position(from);
            return Channels.newInputStream(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void delete(String id) throws IOException {
        Files.deleteIfExists(path(id));
    }

    @Override
    public List<String> writtenBefore(Instant time) throws IOException {
        return writtenBefore(folder, time, ContentIds::isValid).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    private static List<Path> writtenBefore(Path folder, Instant time, Predicate<String> name) throws IOException {
        List<Path> old = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (name.test(file.getFileName().toString()) && isWrittenBefore(file, time)) {
                    old.add(file);
                }
            }
        }
        return old;
    }

    private static boolean isWrittenBefore(Path file, Instant time) throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    && attributes.lastModifiedTime().toInstant().isBefore(time);
        } catch (NoSuchFileException e) {
            // Somebody else was faster.
            return false;
        }
    }

    private Path path(String id) {
        return folder.resolve(ContentIds.require(id));
    }
}
