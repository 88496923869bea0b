package io.tieline.systemtests.rig;

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
import java.util.UUID;

/**
 * Asks a gateway for batches, in OpenAI's words, and for anything else by its path, with the key of the embedded stack. What
 * isn't answered is an {@link IOException}, and what is answered otherwise than with 200 or 202 a {@link Refused}. Safe for use by several threads.
 */
public final class GatewayCalls implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Longer than a gateway lets a caller wait: who hangs up takes the request back. */
    static final Duration ANSWERS_PATIENCE = Duration.ofMinutes(11);

    private static final String KEY_OF_REPEATS = "Idempotency-Key";
    private static final String BOUNDARY = "a-boundary-that-no-line-contains";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What was answered otherwise. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1;
        private static final int TOO_MANY = 429;
        private static final int CONFLICT = 409;
        private static final int SERVER_ERROR = 500;

        private final int status;

        private Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        /** Whether the same may be asked again, with the same key. */
        public boolean mayPass() {
            return status >= SERVER_ERROR || status == TOO_MANY || status == CONFLICT;
        }
    }

    /** Throws where nobody listens. */
    public boolean isReady(URI gateway) throws IOException, InterruptedException {
        return http.send(request(gateway, "/ready").build(), BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    /** Id of a batch whose input has these lines. */
    public String create(URI gateway, String lines) throws IOException, InterruptedException {
        return create(gateway, lines, UUID.randomUUID().toString());
    }

    /** The same; with the same key and lines it is the same batch. */
    public String create(URI gateway, String lines, String key) throws IOException, InterruptedException {
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
                .header(KEY_OF_REPEATS, key + "-file")
                .POST(BodyPublishers.ofString(form)));
        JsonNode batch = JSON.createObjectNode()
                .put("input_file_id", file.get("id").textValue())
                .put("endpoint", "/v1/chat/completions")
                .put("completion_window", "24h");
        return post(gateway, "/v1/batches", batch, KEY_OF_REPEATS, key + "-batch")
                .get("id")
                .textValue();
    }

    /** The answer to a chat; with the same key and question it is the same answer. */
    public JsonNode ask(URI gateway, JsonNode question, String key) throws IOException, InterruptedException {
        return ask(gateway, question, key, ANSWERS_PATIENCE);
    }

    /** The same by somebody who hangs up when his patience is over. */
    JsonNode ask(URI gateway, JsonNode question, String key, Duration patience)
            throws IOException, InterruptedException {
        return json(posting(gateway, "/v1/chat/completions", question)
                .timeout(patience)
                .header(KEY_OF_REPEATS, key));
    }

    /** How it stands. */
    public JsonNode batch(URI gateway, String id) throws IOException, InterruptedException {
        return get(gateway, "/v1/batches/" + id);
    }

    /** False also where the gateway can't say. */
    public boolean isCompleted(URI gateway, String id) {
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
    public JsonNode job(URI gateway, String id) throws IOException, InterruptedException {
        return get(gateway, "/v1/jobs/" + id);
    }

    /** All of a file. */
    public String content(URI gateway, String fileId) throws IOException, InterruptedException {
        return text(gateway, "/v1/files/" + fileId + "/content");
    }

    /** Gets what is no JSON as a whole. */
    public String text(URI gateway, String path) throws IOException, InterruptedException {
        return text(request(gateway, path));
    }

    /** Gets JSON. */
    public JsonNode get(URI gateway, String path) throws IOException, InterruptedException {
        return json(request(gateway, path));
    }

    /**
     * Posts JSON.
     *
     * @param headers names and values by turns
     */
    public JsonNode post(URI gateway, String path, JsonNode body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = posting(gateway, path, body);
        return json(headers.length == 0 ? request : request.headers(headers));
    }

    private static HttpRequest.Builder posting(URI gateway, String path, JsonNode body) {
        return request(gateway, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()));
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
        if (answer.statusCode() != 200 && answer.statusCode() != 202) {
            throw new Refused(answer.statusCode(), answer + ": " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        http.close();
    }
}
