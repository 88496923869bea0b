package io.tieline.gateway.files;

import io.tieline.schemas.avro.StoredFile;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which files are asked for.
 *
 * @param after id of the file that the page begins after; null: the first page
 * @param limit most files of a page, 1 or more
 * @param purpose only those; null: all
 */
public record FileQuery(
        @Nullable String after,
        int limit,
        Order order,
        @Nullable String purpose) {
    private static final Comparator<StoredFile> BY_AGE =
            Comparator.comparing(StoredFile::getCreatedAt).thenComparing(StoredFile::getFileId);

    /** By time of creation, then by id. */
    public enum Order {
        OLDEST_FIRST,
        NEWEST_FIRST
    }

    /**
     * What was found.
     *
     * @param more whether there are more after these
     */
    public record Page(List<StoredFile> files, boolean more) {
        public Page {
            files = List.copyOf(files);
        }
    }

    public FileQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is '" + limit + "', allowed: 1 or more");
        }
    }

    /** The page of these files; empty where {@code after} is none of them, of whatever purpose. */
    Optional<Page> of(List<StoredFile> files) {
        Comparator<StoredFile> comparator = order == Order.OLDEST_FIRST ? BY_AGE : BY_AGE.reversed();
        Optional<StoredFile> last =
                files.stream().filter(file -> file.getFileId().equals(after)).findFirst();
        if (after != null && last.isEmpty()) {
            return Optional.empty();
        }
        List<StoredFile> found = files.stream()
                .filter(file -> purpose == null || purpose.equals(file.getPurpose()))
                .filter(file -> last.isEmpty() || comparator.compare(file, last.get()) > 0)
                .sorted(comparator)
                .limit(limit + 1L)
                .toList();
        boolean more = found.size() > limit;
        return Optional.of(new Page(more ? found.subList(0, limit) : found, more));
    }
}
