package io.tieline.trace.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.embedded.RegistryProcess;
import io.tieline.platform.KafkaConnection;
import io.tieline.platform.RegistryConnection;
import io.tieline.platform.TopicSettings;
import io.tieline.platform.TopicSetup;
import io.tieline.routing.Lane;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Usage;
import io.tieline.trace.Trace;
import io.tieline.trace.TraceFile;
import io.tieline.trace.TracedCall;
import io.tieline.trace.TracedReply;
import io.tieline.trace.TracedRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace out of real topics. */
class TopicTraceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant AT = NOON.plusSeconds(60);
    private static final TimeRange HOUR = new TimeRange(NOON, NOON.plusSeconds(3_600));

    private static EmbeddedKafka kafka;
    private static RegistryProcess registry;
    private static AvroSerdes serdes;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start();
        registry = RegistryProcess.start();
        KafkaConnection connection = KafkaConnection.to(kafka.bootstrapServers());
        TopicSetup.run(
                connection, new RegistryConnection(registry.url()), new TopicSettings(4, 1, List.of()), PATIENCE);
        serdes = AvroSerdes.connect(registry.url());
        serdes.warmUp(PATIENCE);
        producer = new KafkaProducer<>(
                connection.clientProperties(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        registry.close();
        kafka.close();
    }

    private static <V extends SpecificRecord> void write(Topic<V> topic, String key, Instant at, V value) {
        write(topic, key, at, serdes.encode(topic, value));
    }

    private static void write(Topic<?> topic, String key, Instant at, byte[] value) {
        var _ = producer.send(new ProducerRecord<>(
                topic.name(), null, at.toEpochMilli(), key.getBytes(StandardCharsets.UTF_8), value));
    }

    private static InferenceRequest request(String id, Instant at) {
        return InferenceRequest.newBuilder()
                .setRequestId(id)
                .setTenant("acme")
                .setRoute("summarize")
                .setMessages(List.of(Messages.text(Role.USER, "Summarise: 1234")))
                .setCreatedAt(at)
                .setDeadline(at.plusSeconds(60))
                .setJurisdictions(List.of("eu"))
                .build();
    }

    private static Attempt attempt(String requestId, String endpoint, Instant at, String code) {
        return Attempt.newBuilder()
                .setAttemptId(requestId + endpoint + code)
                .setRequestId(requestId)
                .setTenant("acme")
                .setRoute("summarize")
                .setNumber(1)
                .setEndpointId(endpoint)
                .setProvider("one")
                .setModel("large")
                .setWorkerId("worker-" + endpoint)
                .setStartedAt(at)
                .setEndedAt(at.plusMillis(700))
                .setCode(code)
                .setUsage(code.equals("ok") ? new Usage(100L, 20L, false, 40L) : null)
                .setCostMicroUsd(500)
                .build();
    }

    private static InferenceReply reply(InferenceRequest request, Instant at, Outcome outcome) {
        return InferenceReply.newBuilder()
                .setRequestId(request.getRequestId())
                .setTenant(request.getTenant())
                .setRoute(request.getRoute())
                .setOutcome(outcome)
                .setText(outcome == Outcome.COMPLETED ? "Short." : null)
                .setError(outcome == Outcome.COMPLETED ? null : new ReplyError("policy.residency", "nobody", List.of()))
                .setCostMicroUsd(500)
                .setAttempts(List.of())
                .setCreatedAt(request.getCreatedAt())
                .setFinishedAt(at)
                .build();
    }

    /**
     * One before the time, one after it, and in it one that was answered by the second endpoint that was asked, one that was
     * refused, one whose reply went to a topic of its own, and one that is still open.
     */
    private static void writeAnHour() {
        for (Instant outside : List.of(NOON.minusSeconds(1), NOON.plusSeconds(3_600))) {
            write(Topics.REQUESTS_BATCH, "x" + outside, outside, request("x" + outside, outside));
        }
        InferenceRequest answered = request("answered", AT);
        write(Topics.REQUESTS_INTERACTIVE, "answered", AT, answered);
        write(Topics.REQUESTS_INTERACTIVE, "answered", AT, answered);
        write(Topics.ATTEMPTS, "two", AT, attempt("answered", "two", AT.plusSeconds(12), "ok"));
        write(Topics.ATTEMPTS, "one", AT, attempt("answered", "one", AT, "provider.overdue"));
        write(Topics.ATTEMPTS, "one", AT, attempt("answered", "one", AT, "provider.timeout"));
        write(Topics.REPLIES, "answered", AT, reply(answered, AT.plusSeconds(13), Outcome.COMPLETED));
        InferenceRequest refused = request("refused", AT.plusSeconds(1));
        write(Topics.REQUESTS_BATCH, "refused", AT, refused);
        write(Topics.REPLIES, "refused", AT, reply(refused, AT.plusSeconds(2), Outcome.REJECTED));
        write(Topics.REQUESTS_BATCH, "elsewhere", AT, request("elsewhere", AT.plusSeconds(2)));
        write(Topics.ATTEMPTS, "two", AT, attempt("elsewhere", "two", AT.plusSeconds(3), "ok"));
        write(Topics.REQUESTS_BATCH, "open", AT, request("open", AT.plusSeconds(3)));
        write(Topics.REQUESTS_BATCH, "junk", AT, "no request".getBytes(StandardCharsets.UTF_8));
        producer.flush();
    }

    private static void assertFirst(TracedRequest first) {
        assertThat(first.lane()).isEqualTo(Lane.INTERACTIVE);
        assertThat(first.deadline()).isEqualTo(AT.plusSeconds(60).toEpochMilli());
        assertThat(first.ask().jurisdictions()).containsExactly("eu");
        assertThat(first.ask().inputBytes()).isEqualTo(15);
        assertThat(first.calls())
                .containsExactly(
                        new TracedCall("one", AT.toEpochMilli(), 700, ErrorCode.PROVIDER_TIMEOUT, null),
                        new TracedCall(
                                "two",
                                AT.plusSeconds(12).toEpochMilli(),
                                700,
                                null,
                                new TracedCall.Tokens(100, 40, 20)));
        assertThat(first.reply())
                .isEqualTo(new TracedReply(
                        Outcome.COMPLETED, null, AT.plusSeconds(13).toEpochMilli(), 500));
    }

    @Test
    void shouldPutTogetherWhatWasAskedInATime(@TempDir Path folder) throws Exception {
        // Given
        writeAnHour();

        // When
        TopicTrace.Read read = TopicTrace.read(KafkaConnection.to(kafka.bootstrapServers()), serdes, HOUR);

        // Then
        assertThat(read.unreadable()).isEqualTo(1);
        assertThat(read.cut()).isFalse();
        Trace trace = read.trace();
        assertThat(trace.workers()).isEqualTo(2);
        assertThat(trace.requests())
                .extracting(TracedRequest::id)
                .containsExactly("answered", "refused", "elsewhere", "open");
        assertFirst(trace.requests().getFirst());
        assertThat(trace.requests().get(1).reply())
                .isEqualTo(new TracedReply(
                        Outcome.REJECTED,
                        ErrorCode.POLICY_RESIDENCY,
                        AT.plusSeconds(2).toEpochMilli(),
                        500));
        assertThat(trace.requests().get(2).wasAnswered()).isTrue();
        assertThat(trace.requests().get(3).reply()).isNull();

        // And: a file keeps all of it
        Path file = folder.resolve("trace.jsonl");
        TraceFile.write(trace, file);
        assertThat(TraceFile.read(file)).isEqualTo(trace);

        // And: with a limit, as much as that
        assertThat(read(new TopicTrace.Limit(5, 1_000))).isEqualTo(read);
        TopicTrace.Read few = read(new TopicTrace.Limit(2, 1_000));
        assertThat(few.cut()).isTrue();
        assertThat(few.trace().requests()).hasSize(2);
        assertThat(few.trace().requests().getFirst()).isEqualTo(trace.requests().getFirst());
        assertThat(read(new TopicTrace.Limit(100, 1)).cut()).isTrue();
        assertThat(read(new TopicTrace.Limit(100, 1)).trace().requests()).hasSizeLessThan(4);
    }

    private static TopicTrace.Read read(TopicTrace.Limit limit) {
        return TopicTrace.read(KafkaConnection.to(kafka.bootstrapServers()), serdes, HOUR, limit);
    }
}
