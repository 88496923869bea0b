package io.tieline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.embedded.EmbeddedKafka;
import io.tieline.gateway.auth.KeyEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch ends with lines that failed, an operator runs them again at one gateway, and its files at the other show the answers. */
class ReplayedBatchIT {
    private static final int LINES = 40;
    private static final int FAILING = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static Installation installation;
    private static EchoBroker broker;
    private static Gateway gateway;
    private static Gateway other;
    private static HttpClient http;

    @BeforeAll
    static void start() throws Exception {
        installation = Installation.start(EmbeddedKafka.Options.fresh());
        broker = new EchoBroker(installation);
        Path keys = Files.writeString(
                folder.resolve("keys.yaml"),
                "keys:\n- {name: a, sha256: " + KeyEntry.hash("key")
                        + ", tenant: acme, rights: [submit, read_own, operate]}\n");
        gateway = installation.gateway(folder, keys, "one", true, Installation::catalogue);
        other = installation.gateway(folder, keys, "two", true, Installation::catalogue);
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        gateway.close();
        other.close();
        broker.close();
        installation.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(200));
    }

    private static String send(HttpRequest.Builder request, int port, String path) {
        try {
            HttpResponse<String> response = http.send(
                    request.uri(URI.create("http://127.0.0.1:" + port + path))
                            .header("Authorization", "Bearer key")
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode get(int port, String path) {
        return json(send(HttpRequest.newBuilder(), port, path));
    }

    private static JsonNode post(int port, String path, String body) {
        return json(send(
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                port,
                path));
    }

    private static String upload(String content) {
        String body =
                "--limit\r\ncontent-disposition: form-data; name=\"file\"; filename=\"in.jsonl\"\r\n\r\n" + content
                        + "\r\n--limit\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--limit--\r\n";
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .header("Content-Type", "multipart/form-data; boundary=limit")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return json(send(request, gateway.port(), "/v1/files")).path("id").asText();
    }

    private static String all(IntFunction<String> line, String between) {
        return IntStream.range(0, LINES).mapToObj(line).collect(Collectors.joining(between));
    }

    private static String messages(int line) {
        return "\"model\":\"summarize\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + (line < FAILING ? "fail " : "text ") + line + "\"}]";
    }

    /** Runs again what failed of a job, and waits until its files are complete. */
    private static void replay(String jobId) {
        String order = "{\"selection\": {\"jobs\": [\"" + jobId + "\"]}, \"perSecond\": 1000, \"rampSeconds\": 0,"
                + " \"why\": \"it was our fault\"}";
        assertThat(get(gateway.operatorsPort(), "/operate/dead-letters?job=" + jobId)
                        .path("matched")
                        .asInt())
                .isEqualTo(FAILING);
        post(gateway.operatorsPort(), "/operate/replays", order);
        await().until(() ->
                get(other.port(), "/v1/jobs/" + jobId).path("mendedInFiles").asInt() == FAILING);
    }

    private static String content(String fileId) {
        return send(HttpRequest.newBuilder(), other.port(), "/v1/files/" + fileId + "/content");
    }

    private static List<String> customIds(String lines) {
        return lines.lines()
                .map(line -> json(line).path("custom_id").asText())
                .sorted()
                .toList();
    }

    @Test
    void shouldMoveTheFailedLinesOfABatchToItsOutput() {
        // Given
        String file = upload(all(
                line -> "{\"custom_id\":\"c-" + line
                        + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{" + messages(line) + "}}",
                "\n"));
        String id = post(
                        gateway.port(),
                        "/v1/batches",
                        "{\"input_file_id\": \"" + file
                                + "\", \"endpoint\": \"/v1/chat/completions\", \"completion_window\": \"24h\"}")
                .path("id")
                .asText();
        await().until(() ->
                get(other.port(), "/v1/batches/" + id).path("status").asText().equals("completed"));
        JsonNode ended = get(other.port(), "/v1/batches/" + id);
        String output = ended.path("output_file_id").asText();
        String errors = ended.path("error_file_id").asText();
        assertThat(ended.at("/request_counts/failed").asInt()).isEqualTo(FAILING);
        assertThat(content(errors).lines()).hasSize(FAILING);

        // When
        replay(id);

        // Then
        JsonNode mended = get(other.port(), "/v1/batches/" + id);
        assertThat(mended.path("status").asText()).isEqualTo("completed");
        assertThat(mended.path("output_file_id").asText()).isEqualTo(output);
        assertThat(mended.path("error_file_id").asText()).isEqualTo(errors);
        assertThat(mended.at("/request_counts/completed").asInt()).isEqualTo(LINES);
        assertThat(mended.at("/request_counts/failed").asInt()).isZero();
        assertThat(customIds(content(output)))
                .containsExactlyElementsOf(IntStream.range(0, LINES)
                        .mapToObj(line -> "c-" + line)
                        .sorted()
                        .toList());
        assertThat(content(output)).contains("\"content\":\"fail 7\"");
        assertThat(content(errors)).isEmpty();
    }

    @Test
    void shouldExchangeTheFailedLinesOfAMessageBatch() {
        // Given
        String requests = all(
                line -> "{\"custom_id\":\"c-" + line + "\",\"params\":{\"max_tokens\":9," + messages(line) + "}}", ",");
        String id = json(send(
                        HttpRequest.newBuilder()
                                .header("anthropic-version", "2023-06-01")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"requests\":[" + requests + "]}")),
                        gateway.port(),
                        "/v1/messages/batches"))
                .path("id")
                .asText();
        String path = "/v1/messages/batches/" + id;
        await().until(() -> anthropic(path).contains("\"ended\""));
        assertThat(anthropic(path + "/results").lines().filter(line -> line.contains("\"errored\"")))
                .hasSize(FAILING);

        // When
        replay(id);

        // Then
        String results = anthropic(path + "/results");
        assertThat(customIds(results)).hasSize(LINES).doesNotHaveDuplicates();
        assertThat(results.lines()).allMatch(line -> line.contains("\"succeeded\""));
        assertThat(json(anthropic(path)).at("/request_counts/errored").asInt()).isZero();
    }

    private static String anthropic(String path) {
        return send(HttpRequest.newBuilder().header("anthropic-version", "2023-06-01"), other.port(), path);
    }
}
