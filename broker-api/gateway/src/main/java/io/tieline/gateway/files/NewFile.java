package io.tieline.gateway.files;

import io.tieline.files.ContentIds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A file that is to be kept.
 *
 * @param id null: a new one
 * @param tenant whose it is
 * @param name name that its owner gives it
 * @param purpose what it is for, such as {@code batch}
 * @param mostBytes longest content that is taken
 * @param keep how long it is kept from its completion on; null: until it is deleted
 */
public record NewFile(
        @Nullable String id,
        String tenant,
        String name,
        String purpose,
        long mostBytes,
        @Nullable Duration keep) {
    public NewFile {
        if (id != null) {
            ContentIds.require(id);
        }
        if (mostBytes < 0 || (keep != null && !keep.isPositive())) {
            throw new IllegalArgumentException("at most " + mostBytes + " bytes for " + keep
                    + ", allowed: 0 bytes or more, for longer than nothing");
        }
    }
}
