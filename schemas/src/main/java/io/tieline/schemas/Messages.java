package io.tieline.schemas;

import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the usual kinds of messages. */
public final class Messages {
    private Messages() {}

    /** Lists of records are null in a record that has none, for Avro can't make an empty one by itself. */
    public static <T> List<T> orEmpty(@Nullable List<T> records) {
        return records == null ? List.of() : records;
    }

    /** A message of text alone. */
    public static Message text(Role role, String content) {
        return new Message(role, content, null, null, null);
    }
}
