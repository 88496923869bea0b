package io.tieline.files;

import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.StoredContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request in which some contents are exchanged. All else is shared with the one that it is made of. For one thread. */
final class Exchange {
    private final InferenceRequest original;
    private final List<Message> messages;

    Exchange(InferenceRequest original) {
        this.original = original;
        this.messages = new ArrayList<>(original.getMessages());
    }

    void empty(Piece piece) {
        if (piece.part() == null) {
            content(piece.message(), "");
        } else {
            part(piece.message(), piece.part(), new ContentPart(null, null));
        }
    }

    void fill(StoredContent stored, byte[] content) {
        String type = stored.getMediaType();
        String text = type == null ? new String(content, StandardCharsets.UTF_8) : null;
        if (stored.getPart() == null) {
            content(stored.getMessage(), Objects.requireNonNull(text, "a message that is a picture passed the rules"));
        } else {
            Image picture = type == null ? null : new Image(null, ByteBuffer.wrap(content), type);
            part(stored.getMessage(), stored.getPart(), new ContentPart(text, picture));
        }
    }

    private void content(int index, String content) {
        Message old = messages.get(index);
        messages.set(
                index, new Message(old.getRole(), content, old.getParts(), old.getToolCalls(), old.getToolCallId()));
    }

    private void part(int index, int at, ContentPart part) {
        Message old = messages.get(index);
        List<ContentPart> parts = new ArrayList<>(Objects.requireNonNull(old.getParts(), "a part without parts"));
        parts.set(at, part);
        messages.set(
                index, new Message(old.getRole(), old.getContent(), parts, old.getToolCalls(), old.getToolCallId()));
    }

    InferenceRequest with(@Nullable List<StoredContent> stored) {
        return Messages.exchanged(original, messages, stored);
    }
}
