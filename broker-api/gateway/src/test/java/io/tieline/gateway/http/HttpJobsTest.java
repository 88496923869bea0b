package io.tieline.gateway.http;

import static io.tieline.gateway.http.HttpGatewayTest.CHAT;
import static io.tieline.gateway.http.HttpGatewayTest.MESSAGE;
import static io.tieline.gateway.http.HttpGatewayTest.header;
import static io.tieline.gateway.http.HttpGatewayTest.ids;
import static io.tieline.gateway.http.HttpGatewayTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.client.Lane;
import io.tieline.gateway.files.NewFile;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anthropic's batches, and the native API. */
class HttpJobsTest {
    @TempDir
    private Path folder;

    private HttpScene scene;

    @BeforeEach
    void open() {
        scene = new HttpScene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void shouldMakeMessageBatches() {
        // Given
        String create = "{\"requests\":[{\"custom_id\":\"a\",\"params\":" + MESSAGE + "}]}";

        // When
        HttpResponse<String> created = scene.post("acme", "/v1/messages/batches", create);
        String id = json(created).path("id").asText();
        String path = "/v1/messages/batches/" + id;

        // Then
        assertThat(id).matches("msgbatch_[0-9a-f]{32}");
        assertThat(json(created).path("processing_status").asText()).isEqualTo("in_progress");
        assertThat(scene.get("acme", path + "/results").statusCode()).isEqualTo(404);
        assertThat(scene.delete("acme", path).statusCode()).isEqualTo(400);
        assertThat(scene.get("mallory", path).statusCode()).isEqualTo(404);
        assertThat(scene.post("acme", "/v1/messages/batches", create.replace("\"a\"", "\"not good\""))
                        .body())
                .contains("requests.0.custom_id: String should match pattern");
        assertThat(scene.post("narrow", "/v1/messages/batches", create).statusCode())
                .isEqualTo(404);
    }

    @Test
    void shouldGiveTheResultsOfMessageBatches() throws IOException {
        // Given
        String create = "{\"requests\":[{\"custom_id\":\"a\",\"params\":" + MESSAGE + "}]}";
        String id = json(scene.post("acme", "/v1/messages/batches", create))
                .path("id")
                .asText();
        String path = "/v1/messages/batches/" + id;

        // When
        Job job = scene.jobs.get(id).orElseThrow();
        scene.shelf.upload(
                new NewFile("file-out", "acme", "results.jsonl", "batch_output", 100, null),
                new ByteArrayInputStream(Wire.bytes("{}\n")));
        scene.jobs.put(Job.newBuilder(job)
                .setState(JobState.COMPLETED)
                .setEndedAt(Instant.now())
                .setCompleted(1)
                .setOutputFileId("file-out")
                .build());

        // Then
        assertThat(json(scene.get("acme", path)).path("results_url").asText())
                .isEqualTo(scene.url() + path + "/results");
        assertThat(scene.get("acme", path + "/results").body()).isEqualTo("{}\n");
        assertThat(scene.get("mallory", path + "/results").statusCode()).isEqualTo(404);
        assertThat(json(scene.delete("acme", path)).path("type").asText()).isEqualTo("message_batch_deleted");
        assertThat(scene.topic.keys()).isEmpty();
    }

    @Test
    void shouldTakeNativeRequestsAtOnceOrWaitForTheirReplies() {
        // Given
        String request = CHAT.replace("{\"model\":", "{\"lane\":\"batch\",\"requestId\":\"order-1\",\"route\":");

        // When
        HttpResponse<String> taken = scene.post("acme", "/v1/requests", request);

        // Then
        assertThat(taken.statusCode()).isEqualTo(202);
        assertThat(header(taken, "location")).isEqualTo("/v1/requests/order-1");
        assertThat(scene.broker.asked().getFirst().lane()).isEqualTo(Lane.BATCH);
        assertThat(json(scene.get("acme", "/v1/requests/order-1")).path("state").asText())
                .isEqualTo("open");
        assertThat(scene.post("acme", "/v1/requests/order-1/cancel", "").statusCode())
                .isEqualTo(202);
        assertThat(scene.broker.cancelled()).containsExactly(new OwnedId("acme", "order-1"));

        // When
        scene.answersAll("Hello.");
        HttpResponse<String> waited =
                scene.post("acme", "/v1/requests", request.replace("order-1", "order-2"), "Prefer", "wait=9");

        // Then
        assertThat(waited.statusCode()).isEqualTo(200);
        assertThat(json(waited).at("/reply/text").asText()).isEqualTo("Hello.");
        assertThat(scene.get("acme", "/v1/requests/order-2").body()).contains("Hello.");
        assertThat(scene.get("mallory", "/v1/requests/order-2").body()).doesNotContain("Hello.");
    }

    @Test
    void shouldMakeNativeJobsAndDescribeItself() {
        // Given
        String file = json(scene.upload("acme", "in.jsonl", "{\"id\":\"a\",\"request\":{}}\n"))
                .path("id")
                .asText();
        String create = "{\"inputFileId\":\"" + file + "\",\"route\":\"summarize\"}";

        // When
        HttpResponse<String> created = scene.post("acme", "/v1/jobs", create);
        String path = "/v1/jobs/" + json(created).path("id").asText();

        // Then
        assertThat(json(created).path("state").asText()).isEqualTo("validating");
        assertThat(scene.get("mallory", path).statusCode()).isEqualTo(404);
        assertThat(scene.post("mallory", path + "/cancel", "").statusCode()).isEqualTo(404);
        assertThat(scene.delete("mallory", path).statusCode()).isEqualTo(404);
        assertThat(scene.delete("acme", path).statusCode()).isEqualTo(409);
        assertThat(scene.post("narrow", "/v1/jobs", create).statusCode()).isEqualTo(404);
        assertThat(ids(scene.get("acme", "/v1/jobs"))).hasSize(1);
        assertThat(scene.post(
                                "acme",
                                "/v1/jobs",
                                create.replace("\"route", "\"deadline\":\"2000-01-01T00:00:00Z\",\"route"))
                        .statusCode())
                .isEqualTo(400);

        // And
        assertThat(scene.get("", "/openapi.yaml").body()).startsWith("openapi: ");
        assertThat(scene.get("", "/ready").statusCode()).isEqualTo(200);
        assertThat(scene.get("", "/live").statusCode()).isEqualTo(200);
    }
}
