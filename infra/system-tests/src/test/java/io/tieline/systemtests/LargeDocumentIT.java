package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.StoredContents;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.StoredContent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A document that is too long for a record gets to the provider whole, and a record stays small. */
class LargeDocumentIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOCUMENT = "It tells of the tides and of those who live by them. ".repeat(8_000);
    private static final int SMALL = 10_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private Stack stack;

    @BeforeEach
    void start() {
        stack = Stack.start(StackOptions.fresh().withGateway(0), _ -> {});
    }

    @AfterEach
    void stop() {
        stack.close();
        http.close();
    }

    @Test
    void shouldBeSummarisedAtOnceAndInAJob() throws Exception {
        // When
        JsonNode answer = JSON.readTree(post("/v1/chat/completions", "application/json", chat()));

        // Then
        assertThat(answer.at("/usage/prompt_tokens").asLong()).isGreaterThan(DOCUMENT.length() / 8);
        assertLeftInTheStore(Topics.REQUESTS_INTERACTIVE);

        // When
        String job = JSON.readTree(post("/v1/jobs", "application/json", job()))
                .path("id")
                .asText();
        JsonNode ended = Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> JSON.readTree(get("/v1/jobs/" + job)),
                        now -> now.path("endedAt").isTextual());

        // Then
        assertThat(ended.path("state").asText()).as("%s", ended).isEqualTo("completed");
        assertThat(ended.at("/usage/inputTokens").asLong()).isGreaterThan(DOCUMENT.length() / 8);
        assertLeftInTheStore(Topics.REQUESTS_BATCH);
    }

    private static String chat() {
        var body = JSON.createObjectNode().put("model", "summarize");
        body.putArray("messages").addObject().put("role", "user").put("content", DOCUMENT);
        return body.toString();
    }

    private String job() throws Exception {
        var line = JSON.createObjectNode().put("id", "a");
        line.putObject("request")
                .put("route", "summarize")
                .putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", DOCUMENT);
        String form = """
                --edge\r
                Content-Disposition: form-data; name="purpose"\r
                \r
                batch\r
                --edge\r
                Content-Disposition: form-data; name="file"; filename="lines.jsonl"\r
                \r
                %s\r
                --edge--\r
                """.formatted(line);
        String file = JSON.readTree(post("/v1/files", "multipart/form-data; boundary=edge", form))
                .path("id")
                .asText();
        return JSON.createObjectNode().put("inputFileId", file).toString();
    }

    private void assertLeftInTheStore(Topic<InferenceRequest> lane) {
        ConsumerRecord<byte[], byte[]> record = only(lane);
        assertThat(record.serializedValueSize()).isLessThan(SMALL);
        assertThat(stack.serdes().decode(lane, record.value())).isInstanceOfSatisfying(Decoded.Value.class, decoded -> {
            InferenceRequest request = (InferenceRequest) decoded.value();
            assertThat(StoredContents.of(request))
                    .extracting(StoredContent::getBytes)
                    .containsExactly((long) DOCUMENT.length());
        });
    }

    private ConsumerRecord<byte[], byte[]> only(Topic<InferenceRequest> lane) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                stack.kafka().clientProperties(Map.of("isolation.level", "read_committed")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(lane.name()).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return !records.isEmpty();
            });
        }
        return records.getFirst();
    }

    private String post(String path, String type, String body) throws Exception {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    private String get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        URI gateway = stack.gatewayUrl().orElseThrow();
        return HttpRequest.newBuilder(gateway.resolve(path)).header("Authorization", "Bearer " + Stack.KEY);
    }

    private String send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
