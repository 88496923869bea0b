package io.tieline.schemas;

import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.StoredContent;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Makes the usual kinds of messages, and requests of them. */
public final class Messages {
    private Messages() {}

    /** Lists of records are null in a record that has none, for Avro can't make an empty one by itself. */
    public static <T> List<T> orEmpty(@Nullable List<T> records) {
        return records == null ? List.of() : records;
    }

    /**
     * The request with other messages. It shares all else: Avro's own copies are deep, and would copy every picture.
     *
     * @param stored which of their contents are in the file store; null: none
     */
    public static InferenceRequest exchanged(
            InferenceRequest request, List<Message> messages, @Nullable List<StoredContent> stored) {
        InferenceRequest copy = new InferenceRequest();
        for (Schema.Field field : request.getSchema().getFields()) {
            copy.put(field.pos(), request.get(field.pos()));
        }
        copy.put("messages", messages);
        copy.put("stored", stored);
        return copy;
    }

    /** A message of text alone. */
    public static Message text(Role role, String content) {
        return new Message(role, content, null, null, null);
    }
}
