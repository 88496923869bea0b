package io.tieline.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.gateway.files.FileShelf;
import io.tieline.gateway.jobs.InputLines;
import io.tieline.gateway.words.Json;
import io.tieline.schemas.avro.StoredFile;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** What a caller may make a job of. */
final class Inputs {
    private final FileShelf files;
    private final Models models;

    Inputs(FileShelf files, Models models) {
        this.files = files;
        this.models = models;
    }

    /** The file that a caller names for his job; empty where he has none of this id. */
    Optional<StoredFile> find(Exchange exchange, String fileId) throws IOException {
        return files.get(exchange.tenant(), fileId);
    }

    /**
     * Sees to it that the key is good for all that a file asks for: dispatchers know what a tenant may, but not which of his
     * keys was shown. What else may be wrong with the file shows when the job is worked on.
     *
     * @param model what a line asks for
     */
    void requireModels(Exchange exchange, StoredFile file, Function<JsonNode, JsonNode> model) throws IOException {
        if (exchange.caller().routes().isEmpty()) {
            return;
        }
        Optional<FileShelf.Opened> content = files.open(exchange.tenant(), file.getFileId(), 0);
        if (content.isEmpty()) {
            return;
        }
        try (InputLines lines = new InputLines(content.get().content(), 0, 0)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                String asked = line.flatMap(Json::read)
                        .map(model)
                        .map(JsonNode::textValue)
                        .orElse(null);
                if (asked != null) {
                    models.require(exchange, asked);
                }
            }
        } catch (InputLines.LineTooLongException _) {
            // Nothing of the job is going to run.
            return;
        }
    }

    /** The same for what is named outside of a file, and has to be there. */
    void requireModel(Exchange exchange, String name) {
        models.require(exchange, name);
    }
}
