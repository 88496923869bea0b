package io.tieline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a job, {@code {"id": ..., "request": {...}}}, of text files: the id is a file's path below the folder that all
 * of them share.
 *
 * @param instruction what the model is told to do with each text
 * @param maxOutputTokens null: what the endpoint gives
 */
record BatchLines(String instruction, @Nullable Integer maxOutputTokens) {
    private static final String SHAPE = "{\"id\": \"a\", \"request\": {\"messages\": [...]}}";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Writes them; the texts are read one after the other. */
    void write(List<Path> texts, Path to) throws IOException {
        SharedFolder shared = SharedFolder.of(texts);
        try (BufferedWriter lines = Files.newBufferedWriter(to)) {
            for (Path text : texts) {
                lines.write(line(shared.relative(text).toString(), Files.readString(text)));
                lines.write('\n');
            }
        }
    }

    private String line(String id, String text) {
        ObjectNode line = JSON.createObjectNode().put("id", id);
        ObjectNode request = line.putObject("request");
        ArrayNode messages = request.putArray("messages");
        messages.addObject().put("role", "system").put("content", instruction);
        messages.addObject().put("role", "user").put("content", text);
        if (maxOutputTokens != null) {
            request.put("maxOutputTokens", maxOutputTokens);
        }
        return line.toString();
    }

    /**
     * Looks at the first line before all of them are uploaded; the gateway looks at each.
     *
     * @param routed whether there is a route for those that name none
     * @throws IllegalArgumentException if there is none, or it is something else
     */
    static void requireLines(Path file, boolean routed) throws IOException {
        String first;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            first = reader.readLine();
        }
        if (first == null) {
            throw new IllegalArgumentException(file + ": there is nothing in it, allowed: lines such as " + SHAPE);
        }
        JsonNode line = read(first);
        if (line.has("custom_id")) {
            throw new IllegalArgumentException(file
                    + ", line 1: this is a line for the batches of OpenAI's or Anthropic's"
                    + " API: send the file with their SDK to the same gateway, or write lines such as " + SHAPE);
        }
        if (!line.path("id").isTextual() || !line.path("request").isObject()) {
            throw new IllegalArgumentException(
                    file + ", line 1: this is something else, allowed: lines such as " + SHAPE);
        }
        if (!routed && !line.get("request").has("route")) {
            throw new IllegalArgumentException(
                    file
                            + ", line 1: the request names no route: write \"route\" into it, or name one for all with --route");
        }
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
