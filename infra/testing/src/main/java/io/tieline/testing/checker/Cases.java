package io.tieline.testing.checker;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts cases of something and keeps the smallest alone; of several, the earliest. */
final class Cases<T> {
    private static final int ALL_ALIKE = 1;

    private long count;
    private long least;
    private long earliest;
    private @Nullable T first;

    /** One that is no smaller or larger than others. */
    void add(long at, T each) {
        add(at, ALL_ALIKE, each);
    }

    /**
     * One.
     *
     * @param size how much there is to be told of it
     */
    void add(long at, long size, T each) {
        count++;
        if (first == null || isBefore(at, size, each, first)) {
            least = size;
            earliest = at;
            first = each;
        }
    }

    /** Of several at a time the same one, whatever the order: by its words. */
    private boolean isBefore(long at, long size, T each, T other) {
        if (size != least) {
            return size < least;
        }
        return at == earliest ? each.toString().compareTo(other.toString()) < 0 : at < earliest;
    }

    boolean isEmpty() {
        return count == 0;
    }

    long count() {
        return count;
    }

    T first() {
        return Objects.requireNonNull(first);
    }
}
