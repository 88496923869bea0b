package io.tieline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.gateway.auth.KeyEntry;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.IdempotentAnswer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose gateway ends while he waits asks another one by the same key, and is answered what was asked for already. */
class TakenOverIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CHAT =
            "{\"model\":\"summarize\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Installation installation;
    private EchoBroker broker;
    private Gateway one;
    private Gateway other;

    @BeforeEach
    void start() throws Exception {
        installation = Installation.start(EmbeddedKafka.Options.fresh());
        broker = new EchoBroker(installation);
        Path keys = Files.writeString(
                folder.resolve("keys.yaml"),
                "keys:\n- {name: a, sha256: " + KeyEntry.hash("key") + ", tenant: acme}\n");
        one = installation.gateway(folder, keys, "one");
        other = installation.gateway(folder, keys, "other");
    }

    @AfterEach
    void stop() {
        http.close();
        other.close();
        broker.close();
        installation.close();
    }

    @Test
    void shouldAskOnceThoughTheFirstGatewayIsStoppedWhileItWaits() throws Exception {
        // Given a question that nobody answers yet
        CompletableFuture<HttpResponse<String>> first;
        CompletableFuture<HttpResponse<String>> again;
        broker.answering().lock();
        try {
            first = ask(one);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> submitted().findAny().isPresent());

            // When its gateway is stopped, and another one is asked
            one.close();
            again = ask(other);
        } finally {
            broker.answering().unlock();
        }

        // Then it is answered there, and was asked once
        HttpResponse<String> answer = again.get();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("Hi.");
        assertThat(installation.records(Topics.REQUESTS_INTERACTIVE)).isEqualTo(1);
        assertThat(installation.records(Topics.REPLIES)).isEqualTo(1);
        assertThat(installation.records(Topics.CANCELLATIONS)).isZero();
        // And the first caller was told to come again, or cut off
        assertThat(first.handle((response, failure) -> failure != null || response.statusCode() == 503)
                        .get())
                .isTrue();
    }

    private CompletableFuture<HttpResponse<String>> ask(Gateway gateway) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/v1/chat/completions"))
                .timeout(PATIENCE)
                .header("authorization", "Bearer key")
                .header("content-type", "application/json")
                .header("idempotency-key", "k")
                .POST(BodyPublishers.ofString(CHAT));
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }

    /** Ids of requests that are known to be submitted for a key. */
    private Stream<String> submitted() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(Topics.IDEMPOTENT_ANSWERS.name())) {
            consumer.seekToBeginning(consumer.assignment());
            return StreamSupport.stream(consumer.poll(Duration.ofMillis(500)).spliterator(), false)
                    .map(record -> installation.serdes().decode(Topics.IDEMPOTENT_ANSWERS, record.value()))
                    .map(decoded -> decoded instanceof Decoded.Value<IdempotentAnswer>(IdempotentAnswer answer)
                            ? answer.getRequestId()
                            : null)
                    .filter(Objects::nonNull)
                    .toList()
                    .stream();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String topic) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                installation.kafka().clientProperties(Map.of()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList());
        return consumer;
    }
}
