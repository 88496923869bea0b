package io.tieline.gateway.files;

import io.tieline.files.FileStore;
import io.tieline.gateway.view.NotCaughtUpException;
import io.tieline.gateway.view.TopicWriter;
import io.tieline.gateway.view.View;
import io.tieline.schemas.StoredContents;
import io.tieline.schemas.avro.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenants' files: records in a topic, contents in a store. A file is there once it has a record, and no record is
 * written before the store has the content; a content that has no record, or none any more, is swept away when it is a day old. Somebody else's
 * file is as if it weren't there. An {@link IOException} says that the store or Kafka is away. Thread-safe.
 */
public final class FileShelf {
    private static final Logger LOG = LoggerFactory.getLogger(FileShelf.class);
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    /** Longer than any writer takes from the content to its record. */
    private static final Duration RECORD_OVERDUE = Duration.ofDays(1);

    private final FileStore contents;
    private final View<StoredFile> files;
    private final TopicWriter<StoredFile> records;
    private final InstantSource clock;

    public FileShelf(FileStore contents, View<StoredFile> files, TopicWriter<StoredFile> records, InstantSource clock) {
        this.contents = contents;
        this.files = files;
        this.records = records;
        this.clock = clock;
    }

    /**
     * Keeps a file. One that the same tenant has under the same id is replaced.
     *
     * @throws FileStore.TooLargeException if the content is longer than the file may be
     * @throws IOException also if the content can't be read to its end; nothing is kept then
     * @throws IllegalArgumentException if the id is that of another tenant's file
     */
    public StoredFile upload(NewFile file, InputStream content) throws IOException {
        String id = file.id() == null ? FileIds.next() : file.id();
        if (files.get(id)
                .filter(other -> !other.getTenant().equals(file.tenant()))
                .isPresent()) {
            throw new IllegalArgumentException("id is '" + id + "', allowed: one that no other tenant's file has");
        }
        StoredFile stored = record(id, file, contents.write(id, content, file.mostBytes()));
        // Where this fails, Kafka may have the record all the same: the content has to stay.
        records.put(id, stored);
        return stored;
    }

    private StoredFile record(String id, NewFile file, FileStore.Written written) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return StoredFile.newBuilder()
                .setFileId(id)
                .setTenant(file.tenant())
                .setName(file.name())
                .setPurpose(file.purpose())
                .setBytes(written.bytes())
                .setSha256(written.sha256())
                .setCreatedAt(now)
                .setExpiresAt(file.keep() == null ? null : now.plus(file.keep()))
                .build();
    }

    /**
     * Keeps a content that is to replace that of a file, or to be the first of one: it is the file's once somebody has
     * written the record that is returned, and is swept away where nobody does within a day. What was there before is kept
     * for those who are reading it, until it is swept away, too.
     *
     * @param file its id is given; name, purpose and times go by it only where there is no such file
     * @throws IOException as in {@link #upload}
     */
    public StoredFile prepare(NewFile file, InputStream content) throws IOException {
        String id = Objects.requireNonNull(file.id());
        String contentId = FileIds.content(id);
        FileStore.Written written = contents.write(contentId, content, file.mostBytes());
        StoredFile before = get(file.tenant(), id).orElseGet(() -> record(id, file, written));
        return StoredFile.newBuilder(before)
                .setBytes(written.bytes())
                .setSha256(written.sha256())
                .setContentId(contentId)
                .build();
    }

    /** A tenant's file; empty where he has none of this id, or it has expired. */
    public Optional<StoredFile> get(String tenant, String id) throws IOException {
        return files.find(id, CATCH_UP).filter(file -> isVisible(file, tenant));
    }

    /** A page of a tenant's files; empty where {@code after} is none of them. */
    public Optional<FileQuery.Page> list(String tenant, FileQuery query) throws IOException {
        files.catchUp(CATCH_UP);
        return query.of(
                files.values().stream().filter(file -> isVisible(file, tenant)).toList());
    }

    /**
     * A file, and its content or the rest of it.
     *
     * @param content belongs to this record, whatever becomes of the file meanwhile; to be closed
     */
    public record Opened(StoredFile record, InputStream content) {}

    /**
     * Content of a tenant's file, or the rest of it; empty where {@link #get} is.
     *
     * @param from the first byte that is wanted
     */
    public Optional<Opened> open(String tenant, String id, long from) throws IOException {
        Optional<StoredFile> file = get(tenant, id);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(opened(file.get(), from));
        } catch (NoSuchFileException e) {
            return openReplaced(file.get(), from, e);
        }
    }

    private Opened opened(StoredFile file, long from) throws IOException {
        return new Opened(file, contents.open(contentId(file), from));
    }

    /** What was known of the file may be old. */
    private Optional<Opened> openReplaced(StoredFile old, long from, NoSuchFileException cause) throws IOException {
        files.catchUp(CATCH_UP);
        Optional<StoredFile> now = get(old.getTenant(), old.getFileId());
        if (now.isPresent() && contentId(now.get()).equals(contentId(old))) {
            throw cause;
        }
        return now.isPresent() ? Optional.of(opened(now.get(), from)) : Optional.empty();
    }

    private static String contentId(StoredFile file) {
        return file.getContentId() == null ? file.getFileId() : file.getContentId();
    }

    /** Deletes a tenant's file; false where he has none of this id. */
    public boolean delete(String tenant, String id) throws IOException {
        Optional<StoredFile> file = get(tenant, id);
        if (file.isEmpty()) {
            return false;
        }
        remove(file.get());
        showDeletion();
        return true;
    }

    /** So that the caller doesn't find it again. The deletion is durable already, whether or not that can be waited for. */
    private void showDeletion() {
        try {
            files.catchUp(CATCH_UP);
        } catch (NotCaughtUpException e) {
            LOG.atInfo().addKeyValue("error", e.getMessage()).log("a deletion may show later");
        }
    }

    /** The record first: what is left, should it end in between, is a content that is swept away. */
    private void remove(StoredFile file) throws IOException {
        records.remove(file.getFileId());
        contents.delete(contentId(file));
        // Where it was replaced, this is what it was first.
        contents.delete(file.getFileId());
    }

    /**
     * Removes files that have expired, and contents whose records never came. Any number of gateways may do so at the same
     * time.
     */
    public void sweep() throws IOException {
        Instant now = clock.instant();
        // Read before the records are: a content that is old enough has its record by then, or never will.
        List<String> old = contents.writtenBefore(now.minus(RECORD_OVERDUE));
        files.catchUp(CATCH_UP);
        Set<String> replaced = new HashSet<>();
        Set<String> used = new HashSet<>();
        for (StoredFile file : files.values()) {
            used.add(contentId(file));
            if (file.getContentId() != null) {
                replaced.add(file.getFileId());
            }
            if (isExpired(file, now)) {
                remove(file);
                LOG.atDebug().addKeyValue("fileId", file.getFileId()).log("removed a file that has expired");
            }
        }
        for (String id : old) {
            if (!isClaim(id) && !used.contains(id) && (replaced.contains(id) || !files.knows(id))) {
                contents.delete(id);
                LOG.atInfo().addKeyValue("fileId", id).log("removed a content without a record");
            }
        }
        sweepClaims(now);
    }

    /** Contents of requests have no records; nobody needs them any more once they are this old. */
    private void sweepClaims(Instant now) throws IOException {
        for (String id : contents.writtenBefore(now.minus(StoredContents.KEPT))) {
            if (isClaim(id)) {
                contents.delete(id);
            }
        }
    }

    private static boolean isClaim(String id) {
        return id.startsWith(StoredContents.PREFIX);
    }

    private boolean isVisible(StoredFile file, String tenant) {
        return file.getTenant().equals(tenant) && !isExpired(file, clock.instant());
    }

    private static boolean isExpired(StoredFile file, Instant now) {
        return file.getExpiresAt() != null && !now.isBefore(Objects.requireNonNull(file.getExpiresAt()));
    }
}
