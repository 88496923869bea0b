package io.tieline.dispatcher.settle;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Refuses values of more than 100 bytes, as Kafka's own does above its limit. */
final class TestProducer extends MockProducer<byte[], byte[]> {
    final AtomicInteger commits = new AtomicInteger();

    TestProducer() {
        super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        if (record.value().length <= 100) {
            return super.send(record, callback);
        }
        RecordTooLargeException refusal = new RecordTooLargeException("too large");
        callback.onCompletion(null, refusal);
        return CompletableFuture.failedFuture(refusal);
    }

    @Override
    public void commitTransaction() {
        commits.incrementAndGet();
        super.commitTransaction();
    }
}
