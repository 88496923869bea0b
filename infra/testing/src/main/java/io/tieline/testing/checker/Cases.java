package io.tieline.testing.checker;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts cases of something and keeps the earliest alone. */
final class Cases<T> {
    private long count;
    private long earliest;
    private @Nullable T first;

    void add(long at, T each) {
        count++;
        // Of several at a time the same one, whatever the order: by its words.
        boolean earlier = first == null
                || at < earliest
                || (at == earliest && each.toString().compareTo(first.toString()) < 0);
        if (earlier) {
            earliest = at;
            first = each;
        }
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
