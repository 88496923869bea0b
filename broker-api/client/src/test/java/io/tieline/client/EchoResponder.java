package io.tieline.client;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A broker of a few lines: answers each request with its own text, in a transaction. What a request's attribute
 * {@code do} says is done instead: {@code abort} first makes another reply in a transaction that it aborts, {@code fail}
 * ends it without an answer, {@code garble} sends bytes that are no reply, {@code hold} waits for {@link #release},
 * {@code embed} makes a vector of the length of each input.
 */
final class EchoResponder implements AutoCloseable {
    private final AvroSerdes serdes;
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final List<InferenceRequest> seen = new CopyOnWriteArrayList<>();
    private final List<InferenceRequest> held = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "echo");
    private volatile boolean released;
    private volatile boolean closed;

    private EchoResponder(Installation installation) {
        this.serdes = installation.serdes();
        Map<String, Object> common = Map.of("bootstrap.servers", installation.bootstrapServers());
        this.consumer = new KafkaConsumer<>(common, new StringDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        installation.bootstrapServers(),
                        "transactional.id",
                        "echo-" + UUID.randomUUID()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Starts one that answers what is submitted from now on. */
    static EchoResponder start(Installation installation) {
        return start(installation, false);
    }

    /** Starts one that answers all that was ever submitted. */
    static EchoResponder startFromTheStart(Installation installation) {
        return start(installation, true);
    }

    private static EchoResponder start(Installation installation, boolean fromTheStart) {
        EchoResponder responder = new EchoResponder(installation);
        List<TopicPartition> partitions = Stream.of(Topics.REQUESTS_BATCH, Topics.REQUESTS_INTERACTIVE)
                .flatMap(topic -> responder.consumer.partitionsFor(topic.name()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        responder.consumer.assign(partitions);
        if (fromTheStart) {
            responder.consumer.seekToBeginning(partitions);
        } else {
            responder.consumer.seekToEnd(partitions);
        }
        partitions.forEach(responder.consumer::position);
        responder.producer.initTransactions();
        responder.thread.start();
        return responder;
    }

    /** Requests seen so far. */
    List<InferenceRequest> seen() {
        return seen;
    }

    /** Answers what is held, and from now on holds nothing. */
    void release() {
        released = true;
    }

    private void run() {
        while (!closed) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                InferenceRequest request =
                        serdes.deserializer(Topics.REQUESTS_BATCH).deserialize(record.topic(), record.value());
                seen.add(request);
                held.add(request);
            }
            List<InferenceRequest> due = held.stream()
                    .filter(request -> released || !does(request, "hold"))
                    .toList();
            held.removeAll(due);
            if (!due.isEmpty()) {
                answer(due);
            }
        }
    }

    private void answer(List<InferenceRequest> requests) {
        List<InferenceRequest> aborted =
                requests.stream().filter(request -> does(request, "abort")).toList();
        if (!aborted.isEmpty()) {
            producer.beginTransaction();
            aborted.forEach(request -> send(request, encode(request, "aborted")));
            // Flushed, so that the broker holds the record and readers must not see it.
            producer.flush();
            producer.abortTransaction();
        }
        producer.beginTransaction();
        requests.forEach(request -> {
            send(request, does(request, "garble") ? new byte[] {7} : encode(request, textOf(request)));
        });
        producer.commitTransaction();
    }

    private byte[] encode(InferenceRequest request, String text) {
        String id = request.getRequestId();
        Reply reply = does(request, "fail")
                ? Replies.failed(id, "request.invalid")
                : does(request, "embed") ? Replies.vectors(id, request.getInputs()) : Replies.completed(id, text);
        InferenceReply record = InferenceReply.newBuilder(reply.record())
                .setTenant(request.getTenant())
                .build();
        return serdes.encode(Topics.REPLIES, record);
    }

    private static String textOf(InferenceRequest request) {
        return request.getMessages().isEmpty()
                ? ""
                : request.getMessages().getLast().getContent();
    }

    private void send(InferenceRequest request, byte[] value) {
        var to = request.getReplyTo();
        Future<RecordMetadata> _ =
                producer.send(new ProducerRecord<>(to.getTopic(), to.getPartition(), request.getRequestId(), value));
    }

    private static boolean does(InferenceRequest request, String what) {
        return what.equals(request.getAttributes().get("do"));
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
