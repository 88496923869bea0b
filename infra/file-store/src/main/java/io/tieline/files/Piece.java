package io.tieline.files;

import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text or a picture within a request.
 *
 * @param part null: the content of the message itself
 * @param text null: it is a picture
 * @param picture null: it is a text
 */
record Piece(
        int message,
        @Nullable Integer part,
        @Nullable String text,
        @Nullable Image picture) {
    /** All that has a length. */
    static List<Piece> of(InferenceRequest request) {
        List<Piece> pieces = new ArrayList<>();
        List<Message> messages = request.getMessages();
        for (int m = 0; m < messages.size(); m++) {
            Message message = messages.get(m);
            pieces.add(new Piece(m, null, message.getContent(), null));
            List<ContentPart> parts = Messages.orEmpty(message.getParts());
            for (int p = 0; p < parts.size(); p++) {
                pieces.add(new Piece(m, p, parts.get(p).getText(), parts.get(p).getImage()));
            }
        }
        pieces.removeIf(piece -> piece.size() == 0);
        return pieces;
    }

    /** Bytes of a picture, or signs of a text, each of which takes one to four. */
    long size() {
        ByteBuffer data = data();
        return data != null ? data.remaining() : text == null ? 0 : text.length();
    }

    private @Nullable ByteBuffer data() {
        return picture == null ? null : picture.getData();
    }

    byte[] content() {
        ByteBuffer data = data();
        if (data == null) {
            return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[data.remaining()];
        data.get(data.position(), bytes);
        return bytes;
    }

    @Nullable
    String mediaType() {
        return picture == null ? null : picture.getMediaType();
    }
}
