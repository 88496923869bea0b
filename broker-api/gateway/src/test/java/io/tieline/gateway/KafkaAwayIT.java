package io.tieline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.gateway.auth.KeyEntry;
import io.tieline.schemas.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers whose gateway has lost Kafka are told so, and nothing of what they asked for was done. */
class KafkaAwayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String CHAT =
            "{\"model\":\"summarize\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}";
    private static final String LINE =
            "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":" + CHAT + "}\n";
    private static final String MESSAGES = "{\"requests\":[{\"custom_id\":\"a\",\"params\":"
            + CHAT.replace("{\"model", "{\"max_tokens\":9,\"model") + "}]}";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Installation installation;
    private EchoBroker broker;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        installation = Installation.start(EmbeddedKafka.Options.kept(folder.resolve("kafka")));
        broker = new EchoBroker(installation);
        Path keys = Files.writeString(
                folder.resolve("keys.yaml"),
                "keys:\n- {name: a, sha256: " + KeyEntry.hash("key") + ", tenant: acme}\n");
        gateway = installation.gateway(folder, keys, "state");
    }

    @AfterEach
    void stop() {
        gateway.close();
        broker.close();
        installation.close();
        http.close();
    }

    @Test
    void shouldSaySoAndDoNothing() {
        // Given
        String file = id(post("/v1/files", "multipart/form-data; boundary=limit", upload())
                .join());
        assertThat(post("/v1/chat/completions", "application/json", CHAT).join().statusCode())
                .isEqualTo(200);
        long before = installation.records(Topics.REQUESTS_INTERACTIVE);

        // When
        installation.stopKafka();
        List<CompletableFuture<HttpResponse<String>>> asked = askForEverything(file);
        CompletableFuture<HttpResponse<String>> underAKey =
                send(request("/v1/requests").header("idempotency-key", "k").POST(BodyPublishers.ofString(own())));

        // Then
        assertThat(asked).allSatisfy(each -> assertIsAway(each.join()));
        assertIsAway(underAKey.join());

        // And
        installation.startKafkaAgain();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> send(request("/v1/files").GET()).join().statusCode() == 200);
        assertNothingWasDone(file);
        assertThat(installation.records(Topics.REQUESTS_INTERACTIVE)).isEqualTo(before);

        // And
        HttpResponse<String> again = send(request("/v1/requests")
                        .header("idempotency-key", "k")
                        .header("prefer", "wait=60")
                        .POST(BodyPublishers.ofString(own())))
                .join();
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(installation.records(Topics.REQUESTS_INTERACTIVE)).isEqualTo(before + 1);
    }

    private List<CompletableFuture<HttpResponse<String>>> askForEverything(String file) {
        String batch = "{\"input_file_id\":\"" + file
                + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}";
        String job = "{\"route\":\"summarize\",\"inputFileId\":\"" + file + "\"}";
        return List.of(
                post("/v1/chat/completions", "application/json", CHAT),
                post("/v1/requests", "application/json", own()),
                post("/v1/messages", "application/json", CHAT.replace("{\"model", "{\"max_tokens\":9,\"model")),
                post("/v1/files", "multipart/form-data; boundary=limit", upload()),
                post("/v1/batches", "application/json", batch),
                post("/v1/messages/batches", "application/json", MESSAGES),
                post("/v1/jobs", "application/json", job),
                send(request("/v1/files").GET()),
                send(request("/v1/batches").GET()),
                send(request("/v1/files/" + file).DELETE()));
    }

    private void assertNothingWasDone(String file) {
        assertThat(send(request("/v1/files").GET()).join().body())
                .as("files")
                .containsOnlyOnce("\"object\":\"file\"")
                .contains(file);
        assertThat(send(request("/v1/batches").GET()).join().body()).contains("\"data\":[]");
        assertThat(send(request("/v1/jobs").GET()).join().body()).contains("\"data\":[]");
        assertThat(installation.records(Topics.REQUESTS_BATCH)).isZero();
    }

    private static String own() {
        return CHAT.replace("model", "route");
    }

    private static void assertIsAway(HttpResponse<String> response) {
        String what = response.request().method() + " " + response.uri().getPath() + ": " + response.body();
        assertThat(response.statusCode()).as(what).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).as(what).isPresent();
    }

    private static String upload() {
        return "--limit\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
                + "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\n" + LINE
                + "\r\n--limit--\r\n";
    }

    private static String id(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body().replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .timeout(PATIENCE)
                .header("authorization", "Bearer key");
    }

    private CompletableFuture<HttpResponse<String>> post(String path, String type, String body) {
        return send(request(path).header("content-type", type).POST(BodyPublishers.ofString(body)));
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }
}
