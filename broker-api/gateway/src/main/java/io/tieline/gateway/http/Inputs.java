package io.tieline.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.gateway.files.FileShelf;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Trouble;
import io.tieline.schemas.avro.StoredFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** Whether a caller may make a job of a file. */
final class Inputs {
    private final FileShelf files;
    private final Models models;

    Inputs(FileShelf files, Models models) {
        this.files = files;
        this.models = models;
    }

    /**
     * Sees to it that there is such a file and that the key is good for all that it asks for. What else may be wrong with it
     * shows when the job is worked on.
     *
     * @param field where the caller names the file
     * @param model what a line asks for
     */
    void require(Exchange exchange, String fileId, String field, Function<JsonNode, JsonNode> model)
            throws IOException {
        Optional<StoredFile> file = files.get(exchange.tenant(), fileId);
        if (file.isEmpty()) {
            throw new RefusedException(
                    new ApiError(Trouble.INVALID, "No such File object: " + fileId, null, field, null));
        }
        if (!exchange.caller().routes().isEmpty()) {
            requireModels(exchange, fileId, model);
        }
    }

    /** Dispatchers know what a tenant may, but not which of his keys was shown. */
    private void requireModels(Exchange exchange, String fileId, Function<JsonNode, JsonNode> model)
            throws IOException {
        Optional<InputStream> content = files.open(exchange.tenant(), fileId, 0);
        if (content.isEmpty()) {
            return;
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(content.get(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String asked =
                        Json.read(line).map(model).map(JsonNode::textValue).orElse(null);
                if (asked != null) {
                    models.require(exchange, asked);
                }
            }
        }
    }

    /** The same for what is named outside of a file. */
    void requireModel(Exchange exchange, String name) {
        if (!exchange.caller().mayAskFor(name)) {
            throw new RefusedException(exchange.api().unknownModel(name));
        }
    }
}
