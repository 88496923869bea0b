package io.tieline.replay.run;

import io.tieline.replay.select.Samples;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.ServedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Answers each request of both lanes at once, or lets it fail. */
final class TestDispatcher implements AutoCloseable {
    private final TestBroker broker;
    private final Predicate<InferenceRequest> answers;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = Thread.ofPlatform().name("dispatcher").unstarted(this::run);
    private volatile boolean closed;

    private TestDispatcher(TestBroker broker, Predicate<InferenceRequest> answers) {
        this.broker = broker;
        this.answers = answers;
        this.consumer = new KafkaConsumer<>(
                broker.connection().clientProperties(Map.of("isolation.level", "read_committed")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic<?> lane : List.of(Topics.REQUESTS_INTERACTIVE, Topics.REQUESTS_BATCH)) {
            consumer.partitionsFor(lane.name())
                    .forEach(each -> partitions.add(new TopicPartition(each.topic(), each.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    static TestDispatcher start(TestBroker broker, Predicate<InferenceRequest> answers) {
        TestDispatcher dispatcher = new TestDispatcher(broker, answers);
        dispatcher.thread.start();
        return dispatcher;
    }

    private void run() {
        while (!closed) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                if (broker.serdes().decode(Topics.REQUESTS_BATCH, record.value())
                        instanceof Decoded.Value<InferenceRequest>(InferenceRequest request)) {
                    reply(request, answers.test(request));
                }
            }
        }
        consumer.close();
    }

    private void reply(InferenceRequest request, boolean answered) {
        broker.send(Topics.ATTEMPTS, Fleet.EU, attempt(request, answered));
        InferenceReply.Builder reply = Samples.reply(request, answered ? Outcome.COMPLETED : Outcome.FAILED);
        if (answered) {
            reply.setText("fine")
                    .setFinishReason("stop")
                    .setServedBy(new ServedBy(Fleet.EU, "eu", "gpt", false, false, "gpt"));
        } else {
            reply.setError(new ReplyError(ErrorCode.PROVIDER_SERVER_ERROR.wire(), "it went wrong", List.of()));
        }
        broker.send(Topics.REPLIES, request.getRequestId(), reply.build());
    }

    private static Attempt attempt(InferenceRequest request, boolean answered) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return Attempt.newBuilder()
                .setAttemptId(request.getRequestId() + "/1")
                .setRequestId(request.getRequestId())
                .setTenant(request.getTenant())
                .setRoute(request.getRoute())
                .setNumber(1)
                .setEndpointId(Fleet.EU)
                .setProvider("eu")
                .setModel("gpt")
                .setWorkerId("test")
                .setStartedAt(now)
                .setEndedAt(now)
                .setCode(answered ? ErrorCode.OK : ErrorCode.PROVIDER_SERVER_ERROR.wire())
                .setCostMicroUsd(0)
                .build();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
