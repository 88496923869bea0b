package io.tieline.gateway;

import io.tieline.gateway.words.Records;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.ReplyTo;
import io.tieline.schemas.avro.ServedBy;
import io.tieline.schemas.avro.SourcePosition;
import io.tieline.schemas.avro.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A broker of a few lines: answers each request of both lanes with its own last message. One that begins with {@code fail}
 * fails when it comes for the first time, and becomes a dead letter.
 */
final class EchoBroker implements AutoCloseable {
    private final AvroSerdes serdes;
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final Thread thread = new Thread(this::run, "echo");
    private final ReentrantLock answering = new ReentrantLock();
    private volatile boolean closed;

    EchoBroker(Installation installation) {
        this.serdes = installation.serdes();
        this.consumer = new KafkaConsumer<>(
                installation.kafka().clientProperties(Map.of("isolation.level", "read_committed")),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                installation.kafka().clientProperties(Map.of()), new StringSerializer(), new ByteArraySerializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic<?> lane : List.of(Topics.REQUESTS_INTERACTIVE, Topics.REQUESTS_BATCH)) {
            consumer.partitionsFor(lane.name())
                    .forEach(each -> partitions.add(new TopicPartition(each.topic(), each.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.start();
    }

    private void run() {
        while (!closed) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                take(record);
            }
        }
    }

    /** Held by whoever wants nothing to be answered for a while. */
    ReentrantLock answering() {
        return answering;
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        answering.lock();
        try {
            if (serdes.decode(Topics.REQUESTS_BATCH, record.value())
                    instanceof Decoded.Value<InferenceRequest>(InferenceRequest request)) {
                if (request.getReplayOf() == null && text(request).startsWith("fail")) {
                    fail(request, record);
                } else {
                    answer(request);
                }
            }
        } finally {
            answering.unlock();
        }
    }

    private static String text(InferenceRequest request) {
        List<Message> messages = request.getMessages();
        return messages.isEmpty() ? "" : messages.getLast().getContent();
    }

    private void fail(InferenceRequest request, ConsumerRecord<String, byte[]> record) {
        InferenceReply reply = Records.replyTo(request, Outcome.FAILED)
                .setError(new ReplyError("provider.server_error", "all of them failed", List.of()))
                .build();
        DeadLetter letter = DeadLetter.newBuilder()
                .setRequestId(request.getRequestId())
                .setRequest(request)
                .setReply(reply)
                .setSource(new SourcePosition(record.topic(), record.partition(), record.offset()))
                .setDeadAt(reply.getFinishedAt())
                .build();
        var _ = producer.send(new ProducerRecord<>(
                Topics.DEAD_LETTERS.name(), letter.getRequestId(), serdes.encode(Topics.DEAD_LETTERS, letter)));
        reply(request, reply);
    }

    private void answer(InferenceRequest request) {
        InferenceReply reply = Records.replyTo(request, Outcome.COMPLETED)
                .setReplayOf(request.getReplayOf())
                .setText(text(request))
                .setFinishReason("stop")
                .setServedBy(new ServedBy("openai-eu/gpt-x", "openai", "gpt-x", false, false, "gpt-x"))
                .setUsage(new Usage(10L, 5L, false, 0L))
                .build();
        reply(request, reply);
    }

    private void reply(InferenceRequest request, InferenceReply reply) {
        ReplyTo replyTo = request.getReplyTo();
        String topic = replyTo == null ? Topics.REPLIES.name() : replyTo.getTopic();
        var _ = producer.send(new ProducerRecord<>(
                topic,
                replyTo == null ? null : replyTo.getPartition(),
                reply.getRequestId(),
                serdes.encode(Topics.REPLIES.named(topic), reply)));
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        consumer.close();
        producer.close();
    }
}
