package io.tieline.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Listing;
import io.tieline.schemas.avro.StoredFile;
import java.time.Instant;
import java.util.List;

/** Files, models and lists. */
public final class OpenAiObjects {
    private OpenAiObjects() {}

    /** The object {@code file}. */
    public static ObjectNode file(StoredFile file) {
        ObjectNode object = Json.object()
                .put("id", file.getFileId())
                .put("object", "file")
                .put("bytes", file.getBytes())
                .put("created_at", file.getCreatedAt().getEpochSecond())
                .put("filename", file.getName())
                .put("purpose", file.getPurpose())
                .put("status", "processed")
                .putNull("status_details");
        Instant expires = file.getExpiresAt();
        return expires == null ? object.putNull("expires_at") : object.put("expires_at", expires.getEpochSecond());
    }

    /** What is answered to the deletion of a file. */
    public static ObjectNode deletedFile(String id) {
        return Json.object().put("id", id).put("object", "file").put("deleted", true);
    }

    /** The object {@code model}. */
    public static ObjectNode model(String name) {
        return Json.object()
                .put("id", name)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", "tieline");
    }

    /** All models and routes that a caller may ask for. */
    public static ObjectNode models(List<String> names) {
        return page(names.stream().map(OpenAiObjects::model).toList(), false);
    }

    /**
     * A page of files, batches or models.
     *
     * @param more whether there are others behind it
     */
    public static ObjectNode page(List<ObjectNode> items, boolean more) {
        return Listing.of(items, more).put("object", "list");
    }
}
