package io.tieline.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.dev.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a gateway for batches, in OpenAI's words. What isn't answered, or not with 200, is an {@link IOException}. */
final class BatchCalls implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String BOUNDARY = "a-boundary-that-no-line-contains";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    boolean isReady(URI gateway) throws IOException, InterruptedException {
        return http.send(request(gateway, "/ready").build(), BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    /** Id of a batch whose input has these lines. */
    String create(URI gateway, String lines) throws IOException, InterruptedException {
        String form = """
                --%1$s\r
                Content-Disposition: form-data; name="purpose"\r
                \r
                batch\r
                --%1$s\r
                Content-Disposition: form-data; name="file"; filename="lines.jsonl"\r
                \r
                %2$s\r
                --%1$s--\r
                """.formatted(BOUNDARY, lines);
        JsonNode file = json(request(gateway, "/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofString(form)));
        String batch = JSON.createObjectNode()
                .put("input_file_id", file.get("id").textValue())
                .put("endpoint", "/v1/chat/completions")
                .put("completion_window", "24h")
                .toString();
        return json(request(gateway, "/v1/batches")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(batch)))
                .get("id")
                .textValue();
    }

    JsonNode batch(URI gateway, String id) throws IOException, InterruptedException {
        return json(request(gateway, "/v1/batches/" + id));
    }

    /** False also where the gateway can't say. */
    boolean isCompleted(URI gateway, String id) {
        try {
            return batch(gateway, id).get("status").textValue().equals("completed");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The same as a job, which tells what it has cost. */
    JsonNode job(URI gateway, String id) throws IOException, InterruptedException {
        return json(request(gateway, "/v1/jobs/" + id));
    }

    String content(URI gateway, String fileId) throws IOException, InterruptedException {
        return text(request(gateway, "/v1/files/" + fileId + "/content"));
    }

    private static HttpRequest.Builder request(URI gateway, String path) {
        return HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + Stack.KEY);
    }

    private JsonNode json(HttpRequest.Builder request) throws IOException, InterruptedException {
        return JSON.readTree(text(request));
    }

    private String text(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (answer.statusCode() != 200) {
            throw new IOException(answer + ": " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        http.close();
    }
}
