package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyTo;
import io.tieline.schemas.avro.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that only compression lets into their topic: no outcome may copy what they hold. */
class OversizedFieldIT {
    private static final int PARTITION = 1;
    private static final int LARGEST_OUTCOME = 20_000;
    private static final String BIG = "a".repeat(10 * 1024 * 1024);

    private final Scene scene = new Scene();
    private final FakeProviderCaller caller = new FakeProviderCaller();
    private final Dispatcher dispatcher = scene.dispatcher("a", caller).start();
    private final String id = scene.name + "-big";
    private final List<String> others = scene.ids(0, 5);

    @AfterEach
    void stop() {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"requestId", "jobId", "tenant", "route", "replyTo", "attributes"})
    void isRejectedOnceAndHoldsUpNobody(String field) {
        // Given
        long offset = end();
        InferenceRequest request = with(field).build();
        byte[] value = scene.platform.serdes().encode(Topics.REQUESTS_INTERACTIVE, request);
        // When
        sendAmongOthers(new ProducerRecord<>(Topics.REQUESTS_INTERACTIVE.name(), PARTITION, bytes(id), value));
        // Then
        InferenceReply reply = theirReply();
        assertThat(reply.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(reply.getError().getCode()).isEqualTo("request.too_large");
        assertThat(reply.getError().getMessage())
                .contains("allowed: 1048576", Topics.REQUESTS_INTERACTIVE.name() + "-" + PARTITION + "@" + offset);
        assertThat(reply.getRequestId()).isEqualTo(field.equals("requestId") ? "a".repeat(211) + "…" : id);
        DeadLetter letter = scene.deadLetters.all().getFirst();
        assertThat(scene.deadLetters.all()).hasSize(1);
        assertThat(letter.getReply()).isEqualTo(reply);
        assertThat(letter.getSource())
                .isEqualTo(new SourcePosition(Topics.REQUESTS_INTERACTIVE.name(), PARTITION, offset));
        assertNothingIsLarge();
    }

    private InferenceRequest.Builder with(String field) {
        InferenceRequest.Builder request = scene.request(id);
        return switch (field) {
            case "requestId" -> request.setRequestId(BIG);
            case "jobId" -> request.setJobId(BIG);
            case "tenant" -> request.setTenant(BIG);
            case "route" -> request.setRoute(BIG);
            case "replyTo" -> request.setReplyTo(new ReplyTo(BIG, null));
            case "attributes" -> request.setAttributes(Map.of(BIG, BIG));
            default -> throw new IllegalArgumentException(field);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"traceparent", "tracestate"})
    void isServedWithoutATraceThatIsNone(String header) {
        // Given
        byte[] value = scene.platform
                .serdes()
                .encode(Topics.REQUESTS_INTERACTIVE, scene.request(id).build());
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.REQUESTS_INTERACTIVE.name(), PARTITION, bytes(id), value);
        record.headers().add(header, bytes(BIG));
        // When
        sendAmongOthers(record);
        // Then
        assertThat(theirReply().getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertNothingIsLarge();
    }

    @Test
    void isTakenForUndecodableWhateverItsKey() {
        // Given
        long offset = end();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.REQUESTS_INTERACTIVE.name(), PARTITION, bytes(BIG), bytes(BIG));
        record.headers().add("traceparent", bytes(BIG));
        // When
        sendAmongOthers(record);
        // Then
        InferenceReply reply = theirReply();
        assertThat(reply.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(reply.getRequestId()).endsWith("-" + PARTITION + "@" + offset);
        assertThat(scene.deadLetters.all())
                .extracting(DeadLetter::getRaw)
                .hasSize(1)
                .containsOnlyNulls();
        assertNothingIsLarge();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private long end() {
        return scene.platform.end(new TopicPartition(Topics.REQUESTS_INTERACTIVE.name(), PARTITION));
    }

    private void sendAmongOthers(ProducerRecord<byte[], byte[]> record) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "zstd",
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                100_000_000,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                200_000_000L);
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                scene.platform.connection().clientProperties(settings),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var _ = producer.send(record);
        }
        others.forEach(other -> scene.send(
                Topics.REQUESTS_INTERACTIVE, PARTITION, scene.request(other).build()));
    }

    /** The one reply that isn't for the others, which all have theirs. */
    private InferenceReply theirReply() {
        Scene.await()
                .failFast("the dispatcher goes on", () -> dispatcher.failure().isDone())
                .until(() -> scene.replies.seen().size() > others.size());
        List<InferenceReply> all = scene.replies.all();
        assertThat(all).hasSize(others.size() + 1);
        others.forEach(
                other -> assertThat(Scene.replyTo(other, all).getOutcome()).isEqualTo(Outcome.COMPLETED));
        return all.stream()
                .filter(reply -> !others.contains(reply.getRequestId()))
                .findFirst()
                .orElseThrow();
    }

    private void assertNothingIsLarge() {
        assertThat(scene.replies.records()).allSatisfy(record -> {
            assertThat(record.key()).hasSizeLessThan(LARGEST_OUTCOME);
            assertThat(record.value()).hasSizeLessThan(LARGEST_OUTCOME);
            assertThat(record.headers()).isEmpty();
        });
        assertThat(scene.deadLetters.records()).allSatisfy(record -> {
            assertThat(record.value()).hasSizeLessThan(LARGEST_OUTCOME);
            assertThat(record.headers()).isEmpty();
        });
    }
}
