package io.tieline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tieline.embedded.EmbeddedKafka;
import io.tieline.gateway.auth.KeyEntry;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Price;
import io.tieline.routing.Route;
import io.tieline.routing.WireFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose words are longer than any record: they end as everybody's do, and hold up nobody. */
class HostileJobsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final JsonMapper JSON = new JsonMapper();
    private static final long SEED = 20_261_125;

    @TempDir
    private static Path folder;

    private static Installation installation;
    private static EchoBroker broker;
    private static Gateway gateway;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        installation = Installation.start(EmbeddedKafka.Options.fresh());
        broker = new EchoBroker(installation);
        Path keys = folder.resolve("keys.yaml");
        Files.writeString(keys, "keys:\n- {name: m, sha256: " + KeyEntry.hash("key-m") + ", tenant: mallory}\n");
        gateway = installation.gateway(folder, keys, "state", false, HostileJobsIT::catalogue);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        broker.close();
        installation.close();
        CLIENT.close();
    }

    private static Catalogue catalogue() {
        Endpoint endpoint = Endpoint.of(
                "openai-eu/gpt-x",
                "openai",
                "gpt-x",
                WireFormat.OPENAI_CHAT,
                URI.create("http://127.0.0.1"),
                new Price(BigDecimal.ONE, BigDecimal.TWO));
        return new Catalogue(List.of(endpoint), List.of(new Route("summarize", List.of(endpoint.id()))));
    }

    /** Compresses badly. */
    private static String noise(int length) {
        return new Random(SEED)
                .ints(length, '0', 'z')
                .filter(Character::isLetterOrDigit)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .header("authorization", "Bearer key-m");
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String upload(String content) throws IOException, InterruptedException {
        String form =
                "--limit\r\ncontent-disposition: form-data; name=\"file\"; filename=\"in.jsonl\"\r\n\r\n" + content
                        + "\r\n--limit\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--limit--\r\n";
        HttpResponse<String> file = send(request("/v1/files")
                .header("content-type", "multipart/form-data; boundary=limit")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        return JSON.readTree(file.body()).path("id").asText();
    }

    private static HttpResponse<String> batch(String file) throws IOException, InterruptedException {
        return post(
                "/v1/batches",
                "{\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\",\"input_file_id\":\"" + file
                        + "\"}");
    }

    private static String line(String id, String model) {
        return "{\"custom_id\":\"" + id
                + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"" + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}}\n";
    }

    private static JsonNode awaitEnd(String path) throws Exception {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> JSON.readTree(send(request(path)).body())
                        .path("status")
                        .asText()
                        .matches("failed|completed"));
        return JSON.readTree(send(request(path)).body());
    }

    private static void assertBatchesRun() throws Exception {
        String file = upload(line("a", "summarize") + line("b", "summarize"));
        String id = JSON.readTree(batch(file).body()).path("id").asText();
        assertThat(awaitEnd("/v1/batches/" + id).at("/request_counts/completed").asInt())
                .isEqualTo(2);
    }

    @Test
    void endsABatchThatNamesALongModel() throws Exception {
        // Given
        String file = upload(line("a", noise(6_000_000)));

        // When
        HttpResponse<String> made = batch(file);

        // Then
        String id = JSON.readTree(made.body()).path("id").asText();
        assertThat(awaitEnd("/v1/batches/" + id).at("/errors/data/0/code").asText())
                .isEqualTo("model_not_found");
        assertBatchesRun();
    }

    @Test
    void makesNoBatchOfALongFileId() throws Exception {
        // When
        HttpResponse<String> made = batch(noise(2_000_000));

        // Then
        assertBatchesRun();
        assertThat(made.statusCode()).isEqualTo(400);
    }

    @Test
    void makesNoJobOfLongAttributes() throws Exception {
        // Given
        String file = upload("{\"id\":\"a\",\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}}\n");

        // When
        HttpResponse<String> made = post(
                "/v1/jobs",
                "{\"inputFileId\":\"" + file + "\",\"route\":\"summarize\",\"attributes\":{\"a\":\"" + noise(5_000_000)
                        + "\"}}");

        // Then
        assertThat(made.statusCode()).isEqualTo(400);
        assertBatchesRun();
    }
}
