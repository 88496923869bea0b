package io.tieline.client;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Cancellation;
import io.tieline.schemas.avro.InferenceRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Writes requests and cancellations, and tells what became of them. Thread-safe. */
final class RequestPublisher implements AutoCloseable {
    private final Producer<String, byte[]> producer;
    private final AvroSerdes serdes;
    private final int maxRequestBytes;

    RequestPublisher(Producer<String, byte[]> producer, AvroSerdes serdes, int maxRequestBytes) {
        this.producer = producer;
        this.serdes = serdes;
        this.maxRequestBytes = maxRequestBytes;
    }

    static RequestPublisher open(ClientConfig config, AvroSerdes serdes) {
        Producer<String, byte[]> producer = KafkaSettings.producer(config);
        try {
            // So that a missing topic shows now and not with the first request.
            for (Lane lane : Lane.values()) {
                producer.partitionsFor(lane.topic().name());
            }
            return new RequestPublisher(producer, serdes, config.maxRequestBytes());
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    /** Encodes a request; throws {@link IllegalArgumentException} where it is too large for the broker. */
    byte[] encode(Lane lane, InferenceRequest request) {
        byte[] value = serdes.encode(lane.topic(), request);
        if (value.length > maxRequestBytes) {
            throw new IllegalArgumentException(
                    "the request has " + value.length + " bytes, allowed: " + maxRequestBytes);
        }
        return value;
    }

    /**
     * Publishes a request.
     *
     * @return done when Kafka has acknowledged it; fails, at once or later, with {@link NoReplyException} where it didn't
     */
    CompletableFuture<Void> publish(Lane lane, String requestId, byte[] value) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        Thread caller = Thread.currentThread();
        try {
            Future<RecordMetadata> unused =
                    producer.send(new ProducerRecord<>(lane.topic().name(), requestId, value), (metadata, failure) -> {
                        if (failure == null) {
                            acknowledged.complete(null);
                            return;
                        }
                        // In the caller's own thread the producer gives up before it has put the record into a batch.
                        boolean never = Thread.currentThread().equals(caller) || isRefusal(failure);
                        acknowledged.completeExceptionally(
                                never
                                        ? NoReplyException.notAccepted(requestId, failure)
                                        : NoReplyException.perhapsAccepted(requestId, failure));
                    });
        } catch (KafkaException | IllegalStateException e) {
            acknowledged.completeExceptionally(NoReplyException.notAccepted(requestId, e));
        }
        return acknowledged;
    }

    private static boolean isRefusal(Exception failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof RecordBatchTooLargeException
                || failure instanceof AuthorizationException
                || failure instanceof InvalidTopicException;
    }

    /** Publishes a cancellation; done when Kafka has acknowledged it, fails with Kafka's exception. */
    CompletableFuture<Void> cancel(Cancellation cancellation) {
        byte[] value = serdes.encode(Topics.CANCELLATIONS, cancellation);
        String key = new OwnedId(cancellation.getTenant(), cancellation.getId()).key();
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(Topics.CANCELLATIONS.name(), key, value);
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        try {
            Future<RecordMetadata> unused = producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    acknowledged.complete(null);
                } else {
                    acknowledged.completeExceptionally(failure);
                }
            });
        } catch (KafkaException e) {
            acknowledged.completeExceptionally(e);
        }
        return acknowledged;
    }

    /** Waits until Kafka has acknowledged what was published, 30 s at most. */
    @Override
    public void close() {
        producer.close(KafkaSettings.PATIENCE);
    }
}
