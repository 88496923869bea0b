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
import java.util.concurrent.CompletableFuture;

/** Asks a gateway in the words of OpenAI's API. What isn't answered with 200 ends the run. Thread-safe. */
final class GatewayHttp implements AutoCloseable {
    private static final int OK = 200;
    private static final String BOUNDARY = "boundary-of-the-benchmark";
    static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final String key;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    GatewayHttp(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", "Bearer " + key);
    }

    private HttpRequest post(String path, JsonNode body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    JsonNode create(String path, JsonNode body) throws IOException, InterruptedException {
        return JSON.readTree(send(post(path, body), BodyHandlers.ofString()));
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

    /** Asks and doesn't wait; the id of the request, when it is answered. */
    CompletableFuture<String> ask(JsonNode chat) {
        return http.sendAsync(post("/v1/chat/completions", chat), BodyHandlers.ofString())
                .thenApply(answer -> {
                    requireOk(answer);
                    return answer.headers().firstValue("tieline-request-id").orElseThrow();
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
