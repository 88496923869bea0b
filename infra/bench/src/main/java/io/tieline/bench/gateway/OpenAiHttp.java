package io.tieline.bench.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Asks a gateway, or a provider, in the words of OpenAI's API. What isn't answered with 200 ends the run. Thread-safe. */
final class OpenAiHttp implements AutoCloseable {
    private static final int OK = 200;
    private static final String BOUNDARY = "boundary-of-the-benchmark";
    private static final String CLIENT_ID = "x-client-request-id";
    private static final String TIELINE_ID = "tieline-request-id";
    static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final String key;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    OpenAiHttp(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + key);
    }

    private HttpRequest.Builder post(String path, JsonNode body) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.toString()));
    }

    JsonNode create(String path, JsonNode body) throws IOException, InterruptedException {
        return JSON.readTree(send(post(path, body).build(), BodyHandlers.ofString()));
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path).build(), BodyHandlers.ofString()));
    }

    /** Contents of a file, to be closed. */
    InputStream content(String fileId) throws IOException, InterruptedException {
        return send(request("/v1/files/" + fileId + "/content").build(), BodyHandlers.ofInputStream());
    }

    /** Uploads the input of a batch; its id. */
    String upload(Path file) throws IOException, InterruptedException {
        String head = part("name=\"purpose\"") + "batch\r\n" + part("name=\"file\"; filename=\"lines.jsonl\"");
        BodyPublisher body = BodyPublishers.concat(
                BodyPublishers.ofString(head),
                BodyPublishers.ofFile(file),
                BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
        HttpRequest request = request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(body)
                .build();
        return JSON.readTree(send(request, BodyHandlers.ofString())).get("id").textValue();
    }

    private static String part(String disposition) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n";
    }

    /** Asks and doesn't wait; the id under which the provider was asked, when there is an answer. */
    CompletableFuture<String> ask(JsonNode chat) {
        // A provider goes by the id that its client gave, a gateway says which one it gave.
        String given = UUID.randomUUID().toString();
        HttpRequest request =
                post("/v1/chat/completions", chat).header(CLIENT_ID, given).build();
        return http.sendAsync(request, BodyHandlers.ofString()).thenApply(answer -> {
            requireOk(answer);
            return answer.headers().firstValue(TIELINE_ID).orElse(given);
        });
    }

    private <T> T send(HttpRequest request, BodyHandler<T> body) throws IOException, InterruptedException {
        HttpResponse<T> answer = http.send(request, body);
        requireOk(answer);
        return answer.body();
    }

    private static void requireOk(HttpResponse<?> answer) {
        if (answer.statusCode() != OK) {
            throw new IllegalStateException(
                    answer.uri() + " was answered with " + answer.statusCode() + ": " + answer.body());
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
