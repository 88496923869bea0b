package io.tieline.bench.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Input and output of batches, as OpenAI has them. */
final class Lines {
    static final String ROUTE = "summarize";
    private static final String PREFIX = "line-";
    private static final int OK = 200;

    private Lines() {}

    /** Body of a chat completion. */
    static ObjectNode chat(String model, String text) {
        ObjectNode body = OpenAiHttp.JSON.createObjectNode().put("model", model).put("max_tokens", 60);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body;
    }

    /** Writes an input of so many lines. */
    static Path write(Path file, int lines) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int i = 0; i < lines; i++) {
                ObjectNode line = OpenAiHttp.JSON
                        .createObjectNode()
                        .put("custom_id", PREFIX + i)
                        .put("method", "POST")
                        .put("url", "/v1/chat/completions");
                line.set(
                        "body",
                        chat(ROUTE, "Request number " + i + " is kept by Kafka until somebody has answered it."));
                writer.write(line.toString());
                writer.write('\n');
            }
        }
        return file;
    }

    /**
     * Reads an output to its end; how many lines of the input were answered in it.
     *
     * @throws IllegalStateException if it holds something else, or a line twice
     */
    static int answered(Reader output) throws IOException {
        Set<String> seen = new HashSet<>();
        BufferedReader reader = new BufferedReader(output);
        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
            JsonNode line = OpenAiHttp.JSON.readTree(text);
            String id = line.path("custom_id").asText();
            boolean isAnswer = line.at("/response/status_code").asInt() == OK
                    && line.at("/response/body/choices/0/message/content").isTextual();
            if (!id.startsWith(PREFIX) || !isAnswer || !seen.add(id)) {
                throw new IllegalStateException("this doesn't belong into the output, or is there twice: " + text);
            }
        }
        return seen.size();
    }
}
